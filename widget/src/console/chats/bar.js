/** The bar above the chats: one's shift, how the line is, sound and notifications; and below it the chats that ring. */

import { h } from "../../shared/dom.js"
import { initials } from "../../shared/thread.js"
import { say } from "../words.js"
import { askToNotify, canAskToNotify, isSoundOn, turnSound } from "./alerts.js"
import { HAND, drawn } from "./icons.js"
import { lasting, shopperName } from "./names.js"
import { watchPush } from "./push.js"

/** @typedef {import("./frames.d.ts").Presence} Presence */

export class ChatBar {
  #shift = /** @type {HTMLFormElement} */ (document.getElementById("shift"))
  #line = /** @type {HTMLElement} */ (document.getElementById("line-state"))
  #ringing = /** @type {HTMLElement} */ (document.getElementById("ringing"))
  #rung = ""
  /** @type {Presence | ""} what the agent chose last, or was told */
  #state = ""
  #isPutOff = false

  /**
   * @param {import("./desk.js").ChatDesk} desk
   * @param {(id: string) => void} take
   */
  constructor(desk, take) {
    this.desk = desk
    this.take = take
    this.#shift.addEventListener("submit", (event) => event.preventDefault())
    this.#shift.addEventListener("change", () => this.#changed())
    const sound = document.getElementById("sound")
    sound?.setAttribute("aria-pressed", String(isSoundOn()))
    sound?.addEventListener("click", () => {
      turnSound(!isSoundOn())
      sound.setAttribute("aria-pressed", String(isSoundOn()))
    })
    const notify = /** @type {HTMLElement} */ (document.getElementById("notify"))
    const tells = watchPush() // that button asks for the same, and for more
    notify.hidden = tells || !canAskToNotify()
    notify.addEventListener("click", async () => {
      await askToNotify()
      notify.hidden = !canAskToNotify()
    })
    setInterval(() => this.#tick(), 1000)
  }

  draw() {
    const { board, status } = this.desk
    for (const field of this.#fields) field.disabled = status !== "open" || !board
    if (board) this.#drawShift(board.state, board.capacity)
    if (board) this.#drawRinging(board.ringing)
    const words = status === "open" ? (this.#isPutOff ? say("chat.put_off") : "") : say(status === "lost" ? "chat.line_lost" : "chat.line_dialling")
    if (this.#line.textContent !== words) this.#line.textContent = words
    this.#line.dataset.line = status
    this.#line.classList.toggle("warn", status === "lost" || this.#isPutOff)
  }

  get #fields() {
    return /** @type {(HTMLInputElement | HTMLSelectElement)[]} */ ([...this.#shift.elements].filter((each) => "name" in each && each.tagName !== "FIELDSET"))
  }

  /**
   * @param {Presence} state
   * @param {number} capacity
   */
  #drawShift(state, capacity) {
    if (this.#shift.dataset.state === `${state} ${capacity}`) return
    this.#shift.dataset.state = `${state} ${capacity}`
    if (state === "off" && this.#state && this.#state !== "off") this.#isPutOff = true
    this.#state = state
    for (const field of this.#fields) {
      if (field instanceof HTMLInputElement) field.checked = field.value === state
      else field.value = String(capacity)
    }
  }

  #changed() {
    const chosen = new FormData(this.#shift)
    const state = /** @type {Presence} */ (chosen.get("state") ?? "off")
    this.#shift.dataset.state = ""
    this.#state = state
    this.#isPutOff = false
    this.desk.send({ type: "duty", state, capacity: Number(chosen.get("capacity") ?? 3) })
  }

  /** @param {import("./frames.d.ts").Card[]} cards */
  #drawRinging(cards) {
    const rung = JSON.stringify(cards)
    if (rung === this.#rung) return
    this.#rung = rung
    this.#ringing.hidden = !cards.length
    const focused = document.activeElement?.getAttribute("data-take")
    this.#ringing.replaceChildren(...cards.map((card) => this.#card(card)))
    this.#tick()
    const again = focused && this.#ringing.querySelector(`[data-take="${focused}"]`)
    if (again instanceof HTMLElement) again.focus()
  }

  /** @param {import("./frames.d.ts").Card} card */
  #card({ conversation, name, preview, opened_at, waiting_since }) {
    const shopper = shopperName(name)
    return h(
      "article",
      { class: "ring", "aria-label": say("chat.rings", { name: shopper }) },
      h("span", { class: "face", "aria-hidden": "true" }, initials(shopper)),
      h("div", { class: "ring-words" }, h("b", { class: "cut" }, shopper), h("p", { class: "cut" }, preview)),
      h("span", { class: "tag warn num", "data-since": waiting_since ?? opened_at }),
      h("button", { class: "btn main", type: "button", "data-take": conversation, onclick: () => this.take(conversation) }, drawn(HAND), say("chat.take")),
    )
  }

  #tick() {
    for (const tag of this.#ringing.querySelectorAll("[data-since]")) {
      const words = say("chat.waits", { time: lasting(Date.now() - Date.parse(tag.getAttribute("data-since") ?? "")) })
      if (tag.textContent !== words) tag.textContent = words
    }
  }
}
