/** The code from the order's mailbox. */

import { Refusal } from "../../shared/api.js"
import { h } from "../../shared/dom.js"
import { head } from "../head.js"
import { Question } from "./question.js"

const CODE = {
  id: "order-code",
  label: "lookCode",
  hint: "lookLife",
  missing: "lookCodeMissing",
  send: "lookOpen",
  attributes: { autocomplete: "one-time-code", inputmode: "numeric", maxlength: 20 },
}

/**
 * @param {import("../desk.js").Desk} desk
 * @param {{ back: () => void, again: () => Promise<unknown>, write: () => void, prove: (code: string) => Promise<unknown> }} onward
 */
export function codeView(desk, { back, again, write, prove }) {
  const { words } = desk
  const question = new Question(desk, CODE, prove)
  const told = h("p", { class: "told", role: "status" }, words.say("lookSent"))
  const repeat = async () => {
    question.notice.clear()
    told.textContent = ""
    try {
      await again()
      told.textContent = words.say("lookSentAgain")
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      question.refused(error)
    }
  }
  return h(
    "div",
    { class: "view" },
    head(desk, words.say("ordersFind"), "", back),
    h(
      "main",
      { class: "look" },
      told,
      question.element,
      h(
        "div",
        { class: "ways" },
        h("p", { class: "quiet" }, words.say("lookNothing")),
        h("button", { type: "button", class: "second", onclick: repeat }, words.say("lookAgain")),
        h("button", { type: "button", class: "second", onclick: write }, words.say("write")),
      ),
    ),
  )
}
