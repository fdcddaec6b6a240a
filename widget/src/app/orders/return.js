/** What is to go back: the shopper ticks it, and the form's text begins with it. */

import { h, icon } from "../../shared/dom.js"
import { head } from "../head.js"
import { WARNING } from "../icons.js"

/**
 * @param {import("../desk.js").Desk} desk
 * @param {import("../../wire.js").Order} order
 * @param {{ back: () => void, write: (text: string) => void }} onward
 */
export function returnView(desk, order, { back, write }) {
  const { words } = desk
  const boxes = order.items.map(() => h("input", { type: "checkbox", "aria-describedby": "return-error" }))
  const names = order.items.map(({ name, quantity }) => (quantity === 1 ? name : `${quantity} × ${name}`))
  const error = h("p", { id: "return-error", class: "error", role: "alert" })
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault()
    const ticked = names.filter((_, index) => boxes[index].checked)
    if (ticked.length) return write([words.say("returnText", { number: order.number }), ...ticked.map((name) => `– ${name}`), "", words.say("returnWhy")].join("\n"))
    error.replaceChildren(icon(WARNING), words.say("returnPick"))
    return boxes[0].focus()
  }
  if (boxes.length === 1) boxes[0].checked = true
  return h(
    "div",
    { class: "view" },
    head(desk, words.say("orderReturn"), words.say("orderTitle", { number: order.number }), back),
    h(
      "main",
      {},
      h(
        "form",
        { novalidate: true, onsubmit: submit, oninput: () => error.replaceChildren() },
        h("fieldset", { class: "picks" }, h("legend", {}, words.say("returnAsk")), ...names.map((name, index) => h("label", { class: "pick" }, boxes[index], h("span", {}, name)))),
        error,
        h("button", { class: "primary" }, words.say("returnNext")),
      ),
    ),
  )
}
