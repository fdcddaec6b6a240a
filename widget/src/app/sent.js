/** After sending: the code, when an answer can be expected, what happens next. */

import { h, icon } from "../shared/dom.js"
import { by } from "../shared/when.js"
import { head } from "./head.js"
import { CHECK } from "./icons.js"

/**
 * @param {import("./desk.js").Desk} desk
 * @param {import("../wire.js").Receipt} receipt
 * @param {{ back: () => void, another: () => void }} onward
 */
export function sentView(desk, receipt, { back, another }) {
  const { words, now } = desk
  const when = receipt.promise ? by(words, "reply", receipt.promise, now()) : words.say("replyUnknown")
  return h(
    "div",
    { class: "view" },
    head(desk, words.say("sent"), when, back),
    h(
      "main",
      { class: "sent" },
      h("div", { class: "stamp" }, icon(CHECK)),
      h("p", { class: "label" }, words.say("sentCode")),
      h(
        "p",
        { class: "code num" },
        h("span", { "aria-hidden": "true" }, receipt.code),
        h("span", { class: "unseen" }, spelled(receipt.code)),
      ),
      h("p", { class: "label" }, words.say("sentCodeHint")),
      h("h2", {}, words.say("sentNext")),
      h(
        "ol",
        {},
        h("li", {}, ...words.around("sentMail", { email: h("b", {}, receipt.email) })),
        h("li", {}, words.say("sentLink")),
      ),
      h("button", { type: "button", class: "second", onclick: another }, words.say("sentAnother")),
    ),
  )
}

/**
 * A code as it is read out: letter by letter, with a pause between its groups.
 * @param {string} code
 */
function spelled(code) {
  return code.split("-").map((group) => [...group].join(" ")).join(", ")
}
