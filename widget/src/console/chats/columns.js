/** Own chats side by side, as many as there is room for; the others wait as tabs with their unread marks. */

import { h } from "../../shared/dom.js"
import { initials } from "../../shared/thread.js"
import { recall, remember } from "../storage.js"
import { say } from "../words.js"
import { ChatColumn } from "./column.js"
import { lasting } from "./names.js"

const NARROWEST = 370 // px that a column needs
const MOST = 3 // side by side: more than that nobody reads
const MOST_OPEN = 12 // before those that are over make room

/** @typedef {import("./column.js").Place} Place */

export class ChatColumns {
  /** @type {Map<string, ChatColumn>} in the order in which they came */
  #columns = new Map()
  /** @type {string[]} those before one's eyes, from left to right */
  #shown = []
  /** @type {string[]} the one that was used last comes last */
  #used = []
  #tabs = /** @type {HTMLElement} */ (document.getElementById("chat-tabs"))
  #place = /** @type {HTMLElement} */ (document.getElementById("chat-columns"))

  /** @param {Omit<Place, "close">} place */
  constructor(place) {
    this.place = { ...place, close: (/** @type {string} */ id) => this.close(id) }
    new ResizeObserver(() => this.draw()).observe(/** @type {Element} */ (this.#place.parentElement))
    this.#place.addEventListener("focusin", ({ target }) => this.#use(/** @type {HTMLElement} */ (target).closest("section")?.dataset.chat ?? ""))
    document.addEventListener("visibilitychange", () => this.#markRead())
    addEventListener("focus", () => this.#markRead())
    document.addEventListener("chats:move", (event) => this.move(/** @type {CustomEvent<number>} */ (event).detail))
    setInterval(() => this.#tick(), 1000)
    for (const id of this.#kept.slice(-MOST_OPEN)) this.open(id)
  }

  get size() {
    return this.#columns.size
  }

  /**
   * Look at a chat, one's own or somebody else's.
   * @param {string} id
   */
  open(id) {
    if (this.#columns.has(id)) return
    this.place.desk.watch(id)
    this.#columns.set(id, new ChatColumn(id, this.place))
    const over = [...this.#columns.values()].filter(({ log }) => log.state?.ended)
    for (const column of over.slice(0, Math.max(0, this.size - MOST_OPEN))) this.close(column.id)
    this.#keep()
  }

  /** @param {string} id */
  close(id) {
    this.#columns.get(id)?.element.remove()
    this.#columns.delete(id)
    this.#used = this.#used.filter((each) => each !== id)
    this.place.desk.unwatch(id)
    this.#keep()
    this.draw()
  }

  /**
   * Bring a chat before one's eyes.
   * @param {string} id
   */
  activate(id) {
    this.open(id)
    this.#use(id)
    if (!this.#shown.includes(id)) {
      const oldest = this.#used.find((each) => this.#shown.includes(each)) ?? this.#shown[0]
      const place = Math.max(0, this.#shown.indexOf(oldest))
      this.#shown.splice(place, this.#shown.length >= this.#room ? 1 : 0, id)
    }
    this.draw()
    this.#columns.get(id)?.focus()
  }

  /** The next chat, or the one before it. @param {number} step */
  move(step) {
    const ids = [...this.#columns.keys()]
    const here = ids.indexOf(this.#used.at(-1) ?? "")
    if (ids.length) this.activate(ids[(here + step + ids.length) % ids.length])
  }

  /** @param {import("../../wire.js").FromServer | import("./frames.d.ts").Board} frame */
  hear(frame) {
    if (frame.type === "board") return frame.mine.forEach(({ conversation }) => this.open(conversation))
    if (frame.type === "welcome") this.#columns.forEach((column) => column.composer.resend())
    if (frame.type === "error" && frame.code === "not_found" && frame.conversation) return this.close(frame.conversation)
    if ("conversation" in frame && frame.conversation) this.#columns.get(frame.conversation)?.hear(frame)
  }

  draw() {
    this.#choose()
    this.#place.hidden = !this.size
    const columns = this.#shown.map((id) => /** @type {ChatColumn} */ (this.#columns.get(id)))
    columns.forEach((column, index) => {
      const here = this.#place.children[index]
      if (here !== column.element) this.#place.insertBefore(column.element, here ?? null)
    })
    while (this.#place.children.length > columns.length) this.#place.lastElementChild?.remove()
    columns.forEach((column) => column.draw())
    this.#markRead()
    this.#drawTabs()
  }

  get #room() {
    const width = this.#place.parentElement?.clientWidth ?? 0
    return Math.min(MOST, Math.max(1, Math.floor(width / NARROWEST)))
  }

  /** Those that were used last stay; where there is room more of them come. */
  #choose() {
    const room = this.#room
    const ids = [...this.#columns.keys()]
    this.#shown = this.#shown.filter((id) => this.#columns.has(id))
    while (this.#shown.length > room) {
      const least = this.#used.find((id) => this.#shown.includes(id)) ?? this.#shown[0]
      const unused = this.#shown.find((id) => !this.#used.includes(id))
      this.#shown = this.#shown.filter((id) => id !== (unused ?? least))
    }
    for (const id of ids) if (this.#shown.length < room && !this.#shown.includes(id)) this.#shown.push(id)
  }

  #drawTabs() {
    const columns = [...this.#columns.values()]
    this.#tabs.hidden = columns.length <= this.#room
    this.#tabs.replaceChildren(...columns.map((column) => this.#tab(column)))
  }

  /** @param {ChatColumn} column */
  #tab({ id, name, unread, waitsSince }) {
    const had = document.activeElement?.getAttribute("data-tab") === id
    const tab = h(
      "button",
      { type: "button", class: "chat-tab", "data-tab": id, "aria-pressed": String(this.#shown.includes(id)), onclick: () => this.activate(id) },
      h("span", { class: "face small", "aria-hidden": "true" }, initials(name)),
      h("span", { class: "cut" }, name),
      waitsSince && !this.#shown.includes(id) ? h("span", { class: "tag warn num", "aria-hidden": "true" }, lasting(Date.now() - waitsSince)) : null,
      unread ? h("span", { class: "unread num" }, h("span", { "aria-hidden": "true" }, String(unread)), h("span", { class: "heard" }, say("chat.unread", { count: unread }))) : null,
    )
    if (had) queueMicrotask(() => tab.focus())
    return tab
  }

  #tick() {
    for (const id of this.#shown) this.#columns.get(id)?.tick()
    for (const column of this.#columns.values()) {
      const tag = this.#tabs.querySelector(`[data-tab="${column.id}"] .tag`)
      if (tag) tag.textContent = lasting(Date.now() - column.waitsSince)
    }
  }

  #markRead() {
    if (document.visibilityState === "visible" && document.hasFocus()) for (const id of this.#shown) this.#columns.get(id)?.read()
  }

  /** @param {string} id */
  #use(id) {
    if (id) this.#used = [...this.#used.filter((each) => each !== id), id]
  }

  /** @returns {string[]} */
  get #kept() {
    return JSON.parse(recall(this.#name) ?? "[]")
  }

  #keep() {
    remember(this.#name, JSON.stringify([...this.#columns.keys()]))
  }

  get #name() {
    return `chats:${this.place.names.me}`
  }
}
