/** Where the shopper writes: Enter sends, Shift and Enter begin a line, and what is not sent is kept. */

import { h, icon } from "../../shared/dom.js"
import { LONGEST } from "../form/sending.js"
import { SEND } from "./icons.js"

const RUNNING_OUT = 500 // characters left, from where they are counted
const LIFE = 24 * 60 * 60_000 // ms; as long as an anonymous visitor lives
const IME = 229 // `keyCode` of what belongs to an input method, in browsers that end the composition first

export class Composer {
  /**
   * @param {import("../desk.js").Desk} desk
   * @param {{ send: (text: string) => void, type: () => void, begin: () => void }} tell
   */
  constructor({ words, store }, { send, type, begin }) {
    this.words = words
    this.store = store
    this.send = send
    this.type = type
    this.text = h("textarea", { id: "chat-text", rows: 1, placeholder: words.say("chatWrite"), "aria-describedby": "chat-count" })
    this.count = h("p", { id: "chat-count", class: "hint num", role: "status" })
    this.button = h("button", { class: "send", "aria-label": words.say("send") }, icon(SEND))
    this.element = h(
      "form",
      { class: "compose", novalidate: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.submit()) },
      h("label", { for: "chat-text", class: "unseen" }, words.say("message")),
      h("div", { class: "well" }, this.text, this.button),
      this.count,
    )
    this.text.addEventListener("keydown", (event) => this.#pressed(event))
    this.text.addEventListener("input", () => this.#changed())
    this.text.addEventListener("focus", begin)
    this.#restore()
  }

  submit() {
    const text = this.text.value.trim()
    if (!text || [...text].length > LONGEST) return this.text.focus()
    this.put("")
    this.text.focus()
    return this.send(text)
  }

  /** Put a text into the field. @param {string} text */
  put(text) {
    this.text.value = text
    this.#keep()
  }

  /** Put a text back that could not be sent, before what was written since. @param {string} text */
  giveBack(text) {
    this.put([text, this.text.value].filter(Boolean).join("\n\n"))
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === IME) return
    event.preventDefault()
    this.submit()
  }

  #changed() {
    this.#keep()
    if (this.text.value) this.type()
  }

  #restore() {
    const kept = this.store.get("chatDraft")
    if (kept && Date.now() - kept.at < LIFE) this.text.value = kept.text
    this.#measure()
  }

  #keep() {
    if (this.text.value) this.store.set("chatDraft", { text: this.text.value, at: Date.now() })
    else this.store.remove("chatDraft")
    this.#measure()
  }

  #measure() {
    const left = LONGEST - [...this.text.value].length
    const sentence = left < 0 ? this.words.say("over", { n: -left }) : this.words.say("left", { n: left })
    this.count.textContent = left < RUNNING_OUT ? sentence : ""
    this.count.classList.toggle("over", left < 0)
    this.button.ariaDisabled = String(!this.text.value.trim() || left < 0)
  }
}
