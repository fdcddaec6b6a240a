/** What there is to say of an order: amounts, days, and how it stands. */

import { day } from "../../shared/when.js"

/** @typedef {import("../../wire.js").Order} Order */
/** @typedef {import("../../shared/words.js").Words} Words */

export const STEPS = ["placed", "paid", "shipped", "delivered"]

/**
 * An amount as people of this language write it.
 * @param {Words} words
 * @param {Order} order whose currency it is in
 * @param {number} amount minor units
 */
export function money(words, { currency, decimals }, amount) {
  const places = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return new Intl.NumberFormat(words.locale, { style: "currency", currency, ...places }).format(amount / 10 ** decimals)
}

/**
 * A day that has no hour: noon of it, wherever the reader is.
 * @param {Words} words
 * @param {string} date ISO 8601
 */
export function dayOf(words, date) {
  return day(words, `${date}T12:00`)
}

/**
 * When something happened, where there is little room.
 * @param {Words} words
 * @param {string} at ISO
 */
export function brief(words, at) {
  return new Intl.DateTimeFormat(words.locale, { day: "numeric", month: "short" }).format(new Date(at))
}

/**
 * What was ordered, in a few words.
 * @param {Words} words
 * @param {Order} order
 */
export function contents(words, { items }) {
  if (!items.length) return ""
  const [{ name, quantity }] = items
  const first = quantity > 1 ? `${quantity} × ${name}` : name
  return items.length > 1 ? words.say("orderAndMore", { item: first, n: items.length - 1 }) : first
}

/**
 * How it stands, in a sentence.
 * @param {Words} words
 * @param {Order} order
 */
export function standing(words, order) {
  const { status, steps, expected, refunded, total } = order
  if (status === "cancelled") return words.say("orderCancelled")
  if (refunded >= total && refunded > 0) return words.say("orderRefunded", { amount: money(words, order, refunded) })
  if (steps[3]) return words.say("orderDelivered", { date: day(words, steps[3]) })
  if (status === "payment_failed") return words.say("orderUnpaid")
  if (expected) return words.say("orderExpected", { date: dayOf(words, expected) })
  return words.say(`orderIs_${STEPS[steps.findLastIndex(Boolean)] ?? STEPS[0]}`)
}
