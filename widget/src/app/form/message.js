/** The message, with a counter that appears when the end comes near. */

import { h } from "../../shared/dom.js"
import { Field } from "./field.js"
import { withoutDirection } from "./line.js"
import { LONGEST } from "./sending.js"

const NEAR = 500

export class Message extends Field {
  /** @param {import("../../shared/words.js").Words} words */
  constructor(words) {
    const control = h("textarea", { rows: 5, required: true })
    const counter = h("p", { class: "hint num", role: "status" })
    super("message", words.say("message"), control, words.say("messageHint"), counter)
    this.words = words
    this.counter = counter
    control.addEventListener("input", () => this.count())
  }

  get value() {
    return withoutDirection(super.value)
  }

  count() {
    const left = LONGEST - [...this.value].length
    const text = left < 0 ? this.words.say("over", { n: -left }) : this.words.say("left", { n: left })
    this.counter.textContent = left < NEAR ? text : ""
    this.counter.classList.toggle("over", left < 0)
  }
}
