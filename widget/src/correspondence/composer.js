/** Writes an answer: kept while it is typed, sent once however often it is tried. */

import { Refusal } from "../shared/api.js"

const RUN_OUT = new Set(["token_spent", "token_expired", "token_invalid", "proof_spent", "proof_invalid"])
const RENEWALS = 3 // more than that is no longer bad luck

export class Composer {
  /**
   * @param {HTMLFormElement} form
   * @param {import("../shared/api.js").Api} api
   * @param {import("../shared/words.js").Words} words
   * @param {import("../app/form/ticket.js").Ticket} ticket
   * @param {import("../shared/store.js").Store} store
   */
  constructor(form, api, words, ticket, store) {
    this.form = form
    this.api = api
    this.words = words
    this.ticket = ticket
    this.store = store
    this.text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"))
    this.button = /** @type {HTMLButtonElement} */ (form.querySelector("button"))
    this.notice = /** @type {HTMLElement} */ (form.querySelector("[role=status]"))
    this.store.settle()
    const kept = this.store.get("answer")
    this.key = kept?.key ?? crypto.randomUUID()
    this.text.value = kept?.text ?? ""
  }

  start() {
    this.text.addEventListener("focus", () => this.ticket.begin())
    this.text.addEventListener("input", () => this.store.set("answer", { key: this.key, text: this.text.value }))
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit()
    })
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.#submit()
    })
  }

  async #submit() {
    const text = this.text.value.trim()
    if (!text) return this.#refuse("empty")
    if (this.button.getAttribute("aria-disabled") === "true") return
    this.#say("sending", true)
    try {
      await this.#send(text)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      return this.#refuse(this.words.has(error.code) ? error.code : "unreachable")
    }
    this.store.remove("answer")
    this.key = crypto.randomUUID()
    this.text.value = ""
    this.ticket.restart()
    this.#say("sent", false)
  }

  /** @param {string} text */
  async #send(text) {
    for (let renewals = RENEWALS; ; renewals--) {
      try {
        const { token, proof } = await this.ticket.ready()
        return await this.api.post("messages", { key: this.key, token, proof, text })
      } catch (error) {
        if (!(error instanceof Refusal) || !RUN_OUT.has(error.code) || renewals === 0) throw error
        this.ticket.renew()
      }
    }
  }

  /** @param {string} what */
  #refuse(what) {
    this.#say(what, false)
    this.text.focus()
  }

  /**
   * @param {string} what
   * @param {boolean} busy
   */
  #say(what, busy) {
    this.notice.textContent = this.words.say(what)
    this.button.setAttribute("aria-disabled", String(busy))
  }
}
