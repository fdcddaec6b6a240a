/** Opens the link when a person says so: mail scanners follow links, but press no buttons. */

import { Refusal } from "../shared/api.js"

export class Door {
  /**
   * @param {HTMLFormElement} form
   * @param {import("../shared/api.js").Api} api
   * @param {import("../shared/words.js").Words} words
   */
  constructor(form, api, words) {
    this.form = form
    this.api = api
    this.words = words
    this.notice = /** @type {HTMLElement} */ (form.querySelector("[role=alert]"))
    this.token = location.hash.slice(1)
  }

  start() {
    history.replaceState(null, "", location.pathname) // the token stays out of bookmarks and shared screens
    if (!this.token) this.#say("incomplete")
    this.form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.#open()
    })
  }

  async #open() {
    if (!this.token) return this.#say("incomplete")
    try {
      const { conversation } = await this.api.post("open", { token: this.token })
      location.assign(new URL(`../${conversation}`, this.api.base))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.#say(error.code === "link_over" ? "over" : "unreachable")
    }
  }

  /** @param {string} what */
  #say(what) {
    this.notice.textContent = this.words.say(what)
  }
}
