/** Where the shopper types an address in the chat. */

import { h } from "../../shared/dom.js"

export function emailField() {
  return h("input", {
    id: "chat-email",
    class: "in",
    type: "email",
    autocomplete: "email",
    inputmode: "email",
    autocapitalize: "off",
    spellcheck: "false",
    maxlength: 254,
    required: true,
  })
}
