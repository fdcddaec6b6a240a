/** The keys. Character keys can be switched off in their help sheet, for those who speak to their computer. */

import { openSheet, toggle } from "./menus.js"
import { recall, remember } from "./storage.js"

const PAIR = 1500 // ms in which the second key of "g m" is waited for
/** @type {Record<string, string>} */
const VIEWS = { c: "chats", m: "mine", n: "unassigned", o: "open", w: "waiting", r: "resolved", q: "quarantine" }

/** @type {Record<string, () => void>} */
const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  t: () => press("[data-take]"),
  u: () => back(),
  r: () => compose("answer"),
  n: () => compose("note"),
  e: () => press("#resolve"),
  a: () => press("details[data-key=a] > summary"),
  s: () => press("details[data-key=s] > summary"),
  i: () => toggle("side"),
  "/": () => focus("#search"),
  "?": () => openSheet("shortcuts"),
}

const LONG_AGO = -Infinity // not 0: a page is young, and its first keys are no pair
let paired = LONG_AGO

export function watchKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return send(event)
    if (event.key === "Escape") return leave()
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing() || !wanted()) return
    if (document.querySelector("dialog[open]")) return
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const view = performance.now() - paired < PAIR ? VIEWS[key] : undefined
    paired = key === "g" ? performance.now() : LONG_AGO
    const act = view ? () => press(`[data-view=${view}]`) : KEYS[key]
    if (!act) return
    event.preventDefault()
    act()
  })
  const choice = document.querySelector("[data-shortcuts-on]")
  if (!(choice instanceof HTMLInputElement)) return
  choice.checked = wanted()
  choice.addEventListener("change", () => remember("shortcuts", choice.checked ? "on" : "off"))
}

function wanted() {
  return recall("shortcuts") !== "off"
}

function typing() {
  return document.activeElement?.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")
}

/** @param {number} step */
function move(step) {
  if (document.querySelector("main.chats")) return void document.dispatchEvent(new CustomEvent("chats:move", { detail: step }))
  const rows = [...document.querySelectorAll(".row-link")]
  const here = rows.findIndex((row) => row === document.activeElement)
  const start = here >= 0 ? here : rows.findIndex((row) => row.hasAttribute("aria-current")) - (step < 0 ? 0 : 0)
  const next = rows[Math.min(rows.length - 1, Math.max(0, start + step))]
  if (next instanceof HTMLElement) next.focus()
}

function back() {
  const arrow = document.querySelector("[data-back]")
  if (arrow instanceof HTMLElement && arrow.checkVisibility()) return arrow.click()
  focus(".row-link[aria-current], .row-link")
}

/** @param {string} mode */
function compose(mode) {
  const choice = document.querySelector(`#composer [value=${mode}]`)
  if (!(choice instanceof HTMLInputElement)) return
  if (!choice.disabled) {
    choice.checked = true
    choice.dispatchEvent(new Event("input", { bubbles: true }))
  }
  focus("#compose")
}

/** @param {KeyboardEvent} event */
function send(event) {
  const form = document.activeElement?.closest("#composer")
  if (!(form instanceof HTMLFormElement)) return
  event.preventDefault()
  const button = [...form.querySelectorAll("[data-default], .main-note")].find((one) => one.checkVisibility())
  if (button instanceof HTMLElement) form.requestSubmit(button)
}

/** Leave what is typed into, so that the other keys work again. */
function leave() {
  if (typing() && !document.querySelector("dialog[open]")) /** @type {HTMLElement} */ (document.activeElement).blur()
}

/** @param {string} selector */
function press(selector) {
  const button = document.querySelector(selector)
  if (button instanceof HTMLElement) button.click()
}

/** @param {string} selector */
function focus(selector) {
  const element = document.querySelector(selector)
  if (element instanceof HTMLElement) element.focus()
}
