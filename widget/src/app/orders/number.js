/** Somebody whom nobody knows says which order they mean. */

import { h } from "../../shared/dom.js"
import { head } from "../head.js"
import { Question } from "./question.js"

const NUMBER = {
  id: "order-number",
  label: "order",
  hint: "lookNumberHint",
  missing: "lookNumber",
  send: "lookSend",
  attributes: { autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: 64 },
}

/**
 * @param {import("../desk.js").Desk} desk
 * @param {string} typed before
 * @param {{ back: () => void, send: (number: string) => Promise<unknown> }} onward
 */
export function numberView(desk, typed, { back, send }) {
  const { words } = desk
  const question = new Question(desk, NUMBER, send)
  question.input.value = typed
  return h("div", { class: "view" }, head(desk, words.say("ordersFind"), words.say("lookHow"), back), h("main", { class: "look" }, question.element))
}
