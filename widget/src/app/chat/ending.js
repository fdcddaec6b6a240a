/** What stands in the composer's place when a chat ends: the question whether it shall, and how it went. */

import { Refusal } from "../../shared/api.js"
import { h, icon } from "../../shared/dom.js"
import { FACES } from "./icons.js"

/**
 * Ask once.
 * @param {import("../../shared/words.js").Words} words
 * @param {{ end: () => void, stay: () => void }} answer
 */
export function endQuestion(words, { end, stay }) {
  return h(
    "div",
    { class: "ask", role: "group", "aria-labelledby": "ask" },
    h("p", { id: "ask" }, h("b", {}, words.say("endAsk"))),
    h(
      "div",
      { class: "pair" },
      h("button", { type: "button", class: "second", onclick: stay }, words.say("endStay")),
      h("button", { type: "button", class: "primary", onclick: end }, words.say("endDo")),
    ),
  )
}

/**
 * @typedef {object} Onward what can be done with a chat that has ended
 * @property {() => void} another
 * @property {(() => Promise<unknown>) | null} copy has it sent by mail, where there is an address for it
 */

/**
 * @param {import("../../shared/words.js").Words} words
 * @param {Onward & { rate: (score: number, comment: string) => Promise<unknown> }} answer
 */
export function ratingForm(words, { rate, another, copy }) {
  const notice = h("div", { role: "alert" })
  const comment = h("textarea", { id: "comment", class: "in", rows: 2, maxlength: 5000 })
  const more = h(
    "div",
    { class: "more", hidden: true },
    h("label", { for: "comment" }, words.say("rateComment")),
    comment,
    h("button", { class: "primary" }, words.say("send")),
  )
  const form = h(
    "form",
    { class: "rate", onchange: () => (more.hidden = false), onsubmit: send },
    h("fieldset", {}, h("legend", {}, words.say("rateAsk")), h("div", { class: "faces" }, ...FACES.map(face))),
    more,
    notice,
    onward(words, another, copy),
  )

  /** @param {SubmitEvent} event */
  async function send(event) {
    event.preventDefault()
    const score = Number(new FormData(form).get("score"))
    try {
      await rate(score, comment.value)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notice.replaceChildren(h("p", { class: "notice" }, words.say("rateFailed")))
    }
  }

  /**
   * @param {string} path
   * @param {number} index
   */
  function face(path, index) {
    const score = index + 1
    return h(
      "label",
      { title: words.say(`rate${score}`) },
      h("input", { type: "radio", name: "score", value: score, required: true, class: "unseen", "aria-label": words.say(`rate${score}`) }),
      icon(path),
    )
  }

  return form
}

/**
 * @param {import("../../shared/words.js").Words} words
 * @param {Onward} onwards
 */
export function thanks(words, { another, copy }) {
  return h(
    "div",
    { class: "ask" },
    h("p", { role: "status" }, h("b", {}, words.say("rateThanks"))),
    onward(words, another, copy),
  )
}

/**
 * @param {import("../../shared/words.js").Words} words
 * @param {Onward["another"]} another
 * @param {Onward["copy"]} copy
 */
export function onward(words, another, copy) {
  const told = h("p", { class: "told", role: "status" })
  const ask = copy && h("button", { type: "button", class: "second", onclick: send }, words.say("copyAsk"))
  return h(
    "div",
    { class: "onward" },
    ask,
    told,
    h("button", { type: "button", class: "second", onclick: another }, words.say("chatAnother")),
  )

  async function send() {
    if (!copy || !ask) return
    ask.disabled = true
    try {
      await copy()
      told.replaceChildren(words.say("copySent"))
      ask.remove()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      ask.disabled = false
      told.replaceChildren(words.say("copyFailed"))
    }
  }
}
