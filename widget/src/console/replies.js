/**
 * Canned replies while somebody writes: `/` opens them, what follows looks through them, arrows and Enter choose.
 *
 * Known fields were filled by the server. What is left in braces has to be filled in before the text may go.
 *
 * @typedef {{ id: string, name: string, text: string }} Reply
 */

import { h } from "../shared/dom.js"
import { knows, say } from "./words.js"

const ASKED = /(^|\s)\/([^\n/]{0,40})$/
// As in domain/replies.py.
const FIELD = /\{(?:\?[^{}]*|customer\.first_name|customer\.name|agent\.name|shop\.name|conversation\.code|order\.number)\}/g
const MOST_SHOWN = 8
const IME = 229

/**
 * The fields in a text that are not filled in, as people read them.
 * @param {string} text
 */
export function unfilled(text) {
  return [...text.matchAll(FIELD)].map(([found]) => label(found))
}

/** How a field is called. @param {string} found */
function label(found) {
  const name = found.slice(1, -1)
  return knows(`field.${name}`) ? say(`field.${name}`) : name.replace("?", "")
}

/**
 * Select the first field from a place in the text on, so that typing fills it in.
 * @param {HTMLTextAreaElement} area
 * @param {number} [from]
 */
export function selectField(area, from = 0) {
  const found = [...area.value.matchAll(FIELD)].find(({ index }) => index >= from)
  if (!found) return false
  area.setSelectionRange(found.index, found.index + found[0].length)
  return true
}

export class ReplyPicker {
  /** @type {Promise<Reply[]> | null} */
  #asked = null
  /** @type {Reply[]} */
  #shown = []
  #chosen = 0
  #closed = false

  #from = ""

  /**
   * @param {HTMLTextAreaElement} area its `data-replies` is the address that answers them
   */
  constructor(area) {
    this.area = area
    const id = `replies-${area.id}`
    this.list = h("ul", { class: "replies", role: "listbox", id, "aria-label": say("replies"), hidden: true })
    this.attach()
    area.addEventListener("input", () => this.#look())
    area.addEventListener("keydown", (event) => this.#pressed(event))
    area.addEventListener("blur", () => this.#show([]))
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()) // the text keeps the focus
  }

  /** Stand beside the text; htmx takes away what it does not know. */
  attach() {
    if (this.list.isConnected) return
    this.area.before(this.list)
    this.area.setAttribute("aria-autocomplete", "list")
    this.area.setAttribute("aria-haspopup", "listbox")
    this.area.setAttribute("aria-controls", this.list.id)
  }

  get isOpen() {
    return !this.list.hidden
  }

  /** Open the list by a button. */
  open() {
    const { area } = this
    const at = area.selectionStart
    if (!ASKED.test(area.value.slice(0, at))) {
      const slash = /\S$/.test(area.value.slice(0, at)) ? " /" : "/"
      area.setRangeText(slash, at, area.selectionEnd, "end")
    }
    area.focus()
    this.#closed = false
    this.#look()
  }

  async #look() {
    const { area } = this
    const asked = ASKED.exec(area.value.slice(0, area.selectionStart))
    if (!asked) this.#closed = false
    if (!asked || this.#closed) return this.#show([])
    const { replies: address = "" } = area.dataset
    if (address !== this.#from) this.#asked = null
    this.#from = address
    const replies = await (this.#asked ??= this.#ask(address))
    const now = ASKED.exec(area.value.slice(0, area.selectionStart))
    if (!now || this.#closed || document.activeElement !== area) return this.#show([])
    const wanted = plain(now[2])
    const named = replies.filter(({ name }) => plain(name).includes(wanted))
    const others = replies.filter((reply) => !named.includes(reply) && plain(reply.text).includes(wanted))
    this.#show([...named, ...others].slice(0, MOST_SHOWN), !replies.length)
  }

  /**
   * @param {string} address
   * @returns {Promise<Reply[]>}
   */
  async #ask(address) {
    try {
      const response = await fetch(address, { headers: { Accept: "application/json" } })
      if (!response.ok) throw new Error(`The replies answered ${response.status}.`)
      return (await response.json()).replies
    } catch {
      this.#asked = null // and ask again
      return []
    }
  }

  /**
   * @param {Reply[]} replies
   * @param {boolean} [none] whether the shop has none at all
   */
  #show(replies, none = false) {
    this.#shown = replies
    this.#chosen = 0
    this.list.hidden = !replies.length && !none
    const rows = replies.map((reply, index) => this.#row(reply, index))
    this.list.replaceChildren(...(none ? [h("li", { class: "quiet", role: "option", "aria-disabled": "true", "aria-selected": "false" }, say("replies_none"))] : rows))
    this.#mark()
  }

  /**
   * @param {Reply} reply
   * @param {number} index
   */
  #row(reply, index) {
    const id = `${this.list.id}-${index}`
    return h(
      "li",
      { id, role: "option", "aria-selected": "false", onclick: () => this.#choose(reply), onpointermove: () => this.#move(index - this.#chosen) },
      h("b", { class: "cut" }, reply.name),
      h("span", { class: "cut" }, ...marked(reply.text)),
    )
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.isComposing || event.keyCode === IME) return
    if (this.#shown.length) {
      const act = { ArrowDown: () => this.#move(1), ArrowUp: () => this.#move(-1), Enter: () => this.#choose(this.#shown[this.#chosen]), Tab: () => this.#choose(this.#shown[this.#chosen]) }[event.key]
      if (act && !event.shiftKey) {
        event.preventDefault()
        event.stopImmediatePropagation()
        return act()
      }
    }
    if (event.key === "Escape" && this.isOpen) {
      event.preventDefault()
      event.stopPropagation()
      this.#closed = true
      this.#show([])
    } else if (event.key === "Tab" && !event.shiftKey && selectField(this.area, this.area.selectionEnd)) event.preventDefault() // past the last it leaves
  }

  /** @param {number} step */
  #move(step) {
    const { length } = this.#shown
    if (length) this.#chosen = (this.#chosen + step + length) % length
    this.#mark()
  }

  #mark() {
    const rows = [...this.list.children]
    rows.forEach((row, index) => row.setAttribute("aria-selected", String(Boolean(this.#shown.length) && index === this.#chosen)))
    const chosen = this.#shown.length ? rows[this.#chosen] : null
    if (chosen) this.area.setAttribute("aria-activedescendant", chosen.id)
    else this.area.removeAttribute("aria-activedescendant")
    chosen?.scrollIntoView({ block: "nearest" })
  }

  /** Put it in the place of what was typed to find it. @param {Reply} reply */
  #choose(reply) {
    const { area } = this
    const end = area.selectionStart
    const asked = ASKED.exec(area.value.slice(0, end))
    const start = asked ? asked.index + asked[1].length : end
    area.setRangeText(reply.text, start, area.selectionEnd, "end")
    this.#show([])
    selectField(area, start)
    area.dispatchEvent(new Event("input", { bubbles: true }))
    area.focus()
  }
}

/** @type {WeakMap<Element, ReplyPicker>} */
const pickers = new WeakMap()

/** The composer of the inbox, which htmx swaps in. */
export function watchReplies() {
  document.addEventListener("focusin", ({ target }) => picker(target))
  document.addEventListener("input", ({ target }) => checkInbox(target))
  document.addEventListener("htmx:after:swap", () => checkInbox(document.getElementById("compose")))
  document.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest("[data-replies]")) picker(document.getElementById("compose"))?.open()
  })
}

/** @param {EventTarget | null} target */
function picker(target) {
  if (!(target instanceof HTMLTextAreaElement) || target.id !== "compose") return null
  const here = pickers.get(target) ?? new ReplyPicker(target)
  pickers.set(target, here)
  here.attach()
  return here
}

/** An answer with a field that is not filled in does not go, and says why. @param {EventTarget | null} target */
function checkInbox(target) {
  const form = target instanceof Element ? target.closest("#composer") : null
  const area = form?.querySelector("#compose")
  const why = document.getElementById("field-missing")
  if (!form || !why || !(area instanceof HTMLTextAreaElement)) return
  const [missing] = unfilled(area.value)
  why.textContent = missing === undefined ? "" : say("field_missing", { field: missing })
  for (const button of form.querySelectorAll(".for-answer[data-sends]")) if (button instanceof HTMLButtonElement) button.disabled = missing !== undefined
}

/** @param {string} text */
function marked(text) {
  /** @type {(Node | string)[]} */
  const parts = []
  let from = 0
  for (const { 0: found, index } of text.matchAll(FIELD)) {
    parts.push(text.slice(from, index), h("mark", {}, label(found)))
    from = index + found.length
  }
  return [...parts, text.slice(from)]
}

/** As it is looked through: without accents and capitals. @param {string} text */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
}
