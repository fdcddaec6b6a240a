/** What is wrong with a form before it leaves; the server looks again. */

import { LONGEST } from "./sending.js"
import { suggest } from "./suggest.js"

/** @typedef {import("../../wire.js").FormFields} FormFields */
/** @typedef {{ name: string, values?: Record<string, string | number> }} Complaint a phrase of the language file */
/** @typedef {Partial<Record<keyof FormFields, Complaint>>} Complaints */

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/
const LONGEST_NAME = 100

/**
 * @param {FormFields} fields
 * @param {boolean} hasTopics
 * @returns {Complaints}
 */
export function check(fields, hasTopics) {
  /** @type {Complaints} */
  const wrong = {}
  const long = [...fields.message].length - LONGEST
  if (!fields.name.trim()) wrong.name = { name: "wrongName" }
  else if ([...fields.name].length > LONGEST_NAME) wrong.name = { name: "wrongNameLong" }
  if (!ADDRESS.test(fields.email.trim())) wrong.email = addressComplaint(fields.email)
  if (hasTopics && !fields.topic) wrong.topic = { name: "wrongTopic" }
  if (!fields.message.trim()) wrong.message = { name: "wrongMessage" }
  else if (long > 0) wrong.message = { name: "wrongMessageLong", values: { n: long } }
  if (!fields.consent) wrong.consent = { name: "wrongConsent" }
  return wrong
}

/**
 * What the server found, said in the visitor's language: it names the field and a code.
 * @param {import("../../shared/api.js").Refusal["fields"]} fields
 * @param {FormFields} typed
 * @returns {Complaints}
 */
export function complaintsOf(fields, typed) {
  /** @type {Complaints} */
  const wrong = {}
  if (fields.name) wrong.name = { name: "wrongName" }
  if (fields.email) wrong.email = addressComplaint(typed.email)
  if (fields.topic) wrong.topic = { name: "wrongTopic" }
  if (fields.order) wrong.order = { name: "wrongOrder" }
  if (fields.message) wrong.message = { name: "wrongMessage" }
  if (fields.consent) wrong.consent = { name: "wrongConsent" }
  return wrong
}

/**
 * @param {string} email
 * @returns {Complaint}
 */
function addressComplaint(email) {
  const meant = suggest(email)
  if (!email.trim()) return { name: "wrongEmail" }
  return meant ? { name: "wrongEmailFix", values: { email: meant } } : { name: "wrongEmailShape" }
}
