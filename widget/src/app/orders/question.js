/** One thing to type and to send: what is wrong with it stands at it, and what failed above the button. */

import { Refusal } from "../../shared/api.js"
import { h, icon } from "../../shared/dom.js"
import { Notice } from "../form/notice.js"
import { WARNING } from "../icons.js"

export class Question {
  #sending = false;

  /**
   * @param {import("../desk.js").Desk} desk
   * @param {{ id: string, label: string, hint: string, missing: string, send: string, attributes: Record<string, string | number> }} asked
   *   phrases; `missing` is said where nothing was typed
   * @param {(text: string) => Promise<unknown>} send
   */
  constructor({ stage, words }, { id, label, hint, missing, send: button, attributes }, send) {
    this.stage = stage
    this.words = words
    this.missing = missing
    this.send = send
    this.input = h("input", { id, class: "in", "aria-describedby": `${id}-error ${id}-hint`, ...attributes })
    this.error = h("p", { id: `${id}-error`, class: "error", role: "alert" })
    this.notice = new Notice(words)
    this.button = h("button", { class: "primary" }, words.say(button))
    const field = h("div", { class: "field" }, h("label", { for: id }, words.say(label)), this.input, this.error, h("p", { id: `${id}-hint`, class: "hint" }, words.say(hint)))
    this.element = h(
      "form",
      { novalidate: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.submit()) },
      field,
      this.notice.element,
      this.button,
    )
    this.input.addEventListener("input", () => this.complain(""))
  }

  async submit() {
    if (this.#sending) return
    const text = this.input.value.trim()
    this.notice.clear()
    if (!text) return this.complain(this.missing)
    this.#busy(true)
    try {
      await this.send(text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.refused(error)
    } finally {
      this.#busy(false)
    }
  }

  /** @param {string} name a phrase: what to do; empty when all is well */
  complain(name) {
    this.input.toggleAttribute("aria-invalid", false)
    this.error.replaceChildren()
    if (!name) return
    this.input.setAttribute("aria-invalid", "true")
    this.error.replaceChildren(icon(WARNING), this.words.say(name))
    this.input.focus()
  }

  /** @param {Refusal} error */
  refused(error) {
    const n = Math.ceil((error.retryAfter ?? 60) / 60)
    if (error.status === 403) this.complain("lookWrong")
    else if (error.status === 422) this.complain(this.missing)
    else this.notice.say(error.code === "too_many" ? "lookTooMany" : "lookFailed", { n })
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.#sending = busy
    this.button.ariaDisabled = String(busy)
    this.stage.announce(busy ? this.words.say("sending") : "")
  }
}
