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
 * @param {import("../../shared/words.js").Words} words
 * @param {{ rate: (score: number, comment: string) => Promise<unknown>, another: () => void }} answer
 */
export function ratingForm(words, { rate, another }) {
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
    h("button", { type: "button", class: "second", onclick: another }, words.say("chatAnother")),
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
 * @param {() => void} another
 */
export function thanks(words, another) {
  return h(
    "div",
    { class: "ask" },
    h("p", { role: "status" }, h("b", {}, words.say("rateThanks"))),
    h("button", { type: "button", class: "second", onclick: another }, words.say("chatAnother")),
  )
}
