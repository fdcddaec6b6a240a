/** Nobody is there: the shopper may leave an address, and the answer comes by mail. */

import { Refusal } from "../../shared/api.js"
import { h } from "../../shared/dom.js"
import { emailField } from "./email.js"

/**
 * @param {import("../desk.js").Desk} desk
 * @param {import("../../wire.js").Counter} counter
 * @param {(email: string) => Promise<unknown>} leave
 */
export function addressCard({ words }, { open, on_duty }, leave) {
  const email = emailField()
  const error = h("p", { id: "chat-email-error", class: "error", role: "alert" })
  email.setAttribute("aria-describedby", "chat-email-error")
  return h(
    "form",
    { class: "address", novalidate: true, onsubmit: send },
    h("p", {}, h("b", {}, words.say(open ? (on_duty ? "addressWait" : "addressNobody") : "addressClosed"))),
    h("label", { for: "chat-email" }, words.say("addressAsk")),
    h("div", { class: "pair" }, email, h("button", { class: "second" }, words.say("addressLeave"))),
    error,
  )

  /** @param {Event} event */
  async function send(event) {
    event.preventDefault()
    error.replaceChildren()
    try {
      await leave(email.value)
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem
      const isWrong = problem.status === 422
      if (isWrong) email.setAttribute("aria-invalid", "true")
      error.replaceChildren(words.say(isWrong ? "wrongEmailShape" : "addressFailed"))
      email.focus()
    }
  }
}
