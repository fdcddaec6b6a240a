/** One question as a form's fields: real radio groups, so that every keyboard and reader knows them. */

import { h } from "../shared/dom.js"

/** @typedef {import("./path.js").Question} Question */
/** @typedef {import("./path.js").Given} Given */

const LONGEST = 2_000 // characters of a text

/**
 * @param {Question} question
 * @param {Given | undefined} given
 * @param {import("../shared/words.js").Words} words
 * @param {boolean} optional
 */
export function drawn(question, given, words, optional) {
  if (question.kind === "text") return text(question, given, words, optional)
  const heading = h("legend", {}, h("h1", {}, question.text))
  const hints = [question.kind === "several" && "several", optional && "optional"].filter(Boolean)
  const hint = hints.length ? h("p", { class: "hint", id: "hint" }, hints.map((name) => words.say(String(name))).join(" ")) : null
  const body = question.scale.length ? scale(question, given, words) : choices(question, given)
  return h("fieldset", { "aria-describedby": hint ? "hint" : null }, heading, hint, body)
}

/**
 * What was chosen or typed, or nothing.
 * @param {Question} question
 * @param {HTMLFormElement} form
 * @returns {Given | undefined}
 */
export function read(question, form) {
  const values = new FormData(form).getAll("answer").map(String)
  if (question.kind === "text") return values[0]?.trim() || undefined
  if (question.kind === "several") return values.length ? values.map(Number) : undefined
  return values.length ? Number(values[0]) : undefined
}

/**
 * @param {Question} question
 * @param {Given | undefined} given
 * @param {import("../shared/words.js").Words} words
 */
function scale({ kind, scale }, given, words) {
  const cells = scale.map((score) => choice("radio", score, String(score), given === score, end(score, scale, kind, words)))
  const ends = h("p", { class: "ends", "aria-hidden": "true" }, h("span", {}, words.say("low_" + kind)), h("span", {}, words.say("high_" + kind)))
  return h("div", {}, h("div", { class: "scale " + kind }, ...cells), ends)
}

/**
 * What a reader hears at the two ends of a scale, where the eye sees it below.
 * @param {number} score
 * @param {number[]} scale
 * @param {string} kind
 * @param {import("../shared/words.js").Words} words
 */
function end(score, scale, kind, words) {
  if (score === scale[0]) return score + ", " + words.say("low_" + kind)
  return score === scale.at(-1) ? score + ", " + words.say("high_" + kind) : null
}

/**
 * @param {Question} question
 * @param {Given | undefined} given
 */
function choices({ kind, options }, given) {
  const chosen = Array.isArray(given) ? given : [given]
  const type = kind === "several" ? "checkbox" : "radio"
  return h("div", { class: "choices" }, ...options.map(({ number, text }) => choice(type, number, text, chosen.includes(number), null)))
}

/**
 * @param {string} type
 * @param {number} value
 * @param {string} label
 * @param {boolean} checked
 * @param {string | null} heard
 */
function choice(type, value, label, checked, heard) {
  return h("label", {}, h("input", { type, name: "answer", value, checked, "aria-label": heard }), h("span", {}, label))
}

/**
 * @param {Question} question
 * @param {Given | undefined} given
 * @param {import("../shared/words.js").Words} words
 * @param {boolean} optional
 */
function text(question, given, words, optional) {
  const area = h("textarea", { id: "text", name: "answer", rows: 4, maxlength: LONGEST, "aria-describedby": optional ? "hint" : null })
  area.value = typeof given === "string" ? given : ""
  const heading = h("h1", {}, h("label", { for: "text" }, question.text))
  return h("div", {}, heading, optional && h("p", { class: "hint", id: "hint" }, words.say("optional")), area)
}
