/** The address that the answer goes to, with a suggestion when a finger slipped. */

import { h } from "../../shared/dom.js"
import { Line } from "./line.js"
import { suggest } from "./suggest.js"

export class Email extends Line {
  /**
   * @param {import("../../shared/words.js").Words} words
   * @param {() => void} changed
   */
  constructor(words, changed) {
    const control = h("input", {
      type: "email",
      autocomplete: "email",
      inputmode: "email",
      autocapitalize: "off",
      spellcheck: "false",
      maxlength: 254,
      required: true,
    })
    const offer = h("div", { role: "status" })
    super("email", words.say("email"), control, words.say("emailHint"), offer)
    this.words = words
    this.offer = offer
    this.changed = changed
    control.addEventListener("blur", () => this.#propose())
    control.addEventListener("input", () => offer.replaceChildren())
  }

  #propose() {
    const meant = suggest(this.value)
    if (!meant || this.control.hasAttribute("aria-invalid")) return this.offer.replaceChildren()
    const take = () => {
      this.control.value = meant
      this.offer.replaceChildren()
      this.changed()
      this.control.focus()
    }
    const button = h("button", { type: "button", class: "suggestion", onclick: take }, this.words.say("suggest", { email: meant }))
    return this.offer.replaceChildren(button)
  }
}
