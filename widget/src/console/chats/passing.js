/** The sheet in which a chat is passed on to a colleague or a department. */

import { openSheet } from "../menus.js"
import { csrfToken } from "../requests.js"
import { toast } from "../toast.js"
import { knows, say } from "../words.js"

export class PassSheet {
  #sheet = /** @type {HTMLDialogElement} */ (document.getElementById("pass-on"))
  #form = /** @type {HTMLFormElement} */ (document.getElementById("pass-form"))
  #wrong = /** @type {HTMLElement} */ (document.getElementById("pass-wrong"))
  #chat = { id: "", name: "" }
  #key = ""

  /**
   * @param {string} chats the address of what is asked about a chat
   * @param {(id: string) => void} passed
   */
  constructor(chats, passed) {
    this.chats = chats
    this.passed = passed
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.#send()
    })
  }

  /**
   * @param {string} id
   * @param {string} name of the shopper
   */
  async open(id, name) {
    this.#chat = { id, name }
    this.#key = crypto.randomUUID()
    this.#form.reset()
    this.#wrong.textContent = ""
    await this.#look()
    openSheet("pass-on")
  }

  #look() {
    return window.htmx.ajax("GET", `${this.chats}/takers`, { target: "#pass-takers", swap: "innerHTML" })
  }

  async #send() {
    const { id, name } = this.#chat
    const fields = new URLSearchParams([...new FormData(this.#form)].map(([key, value]) => [key, String(value)]))
    fields.set("key", this.#key)
    const code = await this.#post(`${this.chats}/${id}/pass`, fields)
    if (code) {
      this.#wrong.textContent = say(knows(`chat.refused_${code}`) ? `chat.refused_${code}` : "chat.pass_failed")
      if (code === "agent_off_duty") this.#look()
      return
    }
    this.#sheet.close()
    toast(say("chat.passed", { name }))
    this.passed(id)
  }

  /**
   * @param {string} url
   * @param {URLSearchParams} body
   * @returns {Promise<string>} the code of a refusal, or ""
   */
  async #post(url, body) {
    try {
      const headers = { "X-CSRF-Token": csrfToken(), Accept: "application/json" }
      const response = await fetch(url, { method: "POST", headers, body })
      return response.ok ? "" : (await response.json()).code ?? "failed"
    } catch {
      return "failed"
    }
  }
}
