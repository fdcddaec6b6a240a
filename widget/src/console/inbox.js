/**
 * The list stays alive and never jumps under the pointer: while somebody points at it, reads further down or is in it
 * by keyboard, rows change where they are, what is new waits behind "3 new", and what left only fades.
 */

import { contextOf } from "./requests.js"
import { say } from "./words.js"

/** @typedef {import("./htmx.d.ts").SwapTask} SwapTask */

const TOP = 40 // px: scrolled less than this counts as the top
let pointed = false
let held = 0

export function watchInbox() {
  document.addEventListener("pointerover", ({ target, pointerType }) => {
    pointed = pointerType === "mouse" && Boolean(/** @type {Element} */ (target).closest("#rows"))
    if (!pointed && held && !busy()) readAgain()
  })
  document.addEventListener("htmx:before:swap", (event) => {
    const { tasks } = /** @type {{ tasks: SwapTask[] }} */ (/** @type {CustomEvent} */ (event).detail)
    const task = tasks.find(({ target }) => target instanceof Element && target.id === "rows")
    if (!task) return
    markOpen(task.fragment)
    if (busy() && !contextOf(event).request.headers["X-Show-New"]) calm(task.fragment)
    else announce(0)
  })
  document.addEventListener("click", ({ target }) => {
    if (/** @type {Element} */ (target).closest("#news")) showNew()
  })
  document.addEventListener("htmx:after:swap", (event) => {
    if (contextOf(event).target?.id === "conversation") markOpen(document)
  })
}

/** Read the visible list again. @param {Record<string, string>} [headers] */
export function readAgain(headers = {}) {
  const rows = document.getElementById("rows")
  const address = rows?.dataset.address
  if (!address) return
  const shown = rows.querySelectorAll(".row:not(.gone)").length
  const more = `${address.includes("?") ? "&" : "?"}rows=${shown}`
  window.htmx.ajax("GET", address + more, { target: "#rows", swap: "innerMorph", headers: { "HX-Target": "div#rows", ...headers } })
}

function showNew() {
  document.getElementById("rows")?.scrollTo({ top: 0 })
  document.getElementById("rows")?.focus()
  readAgain({ "X-Show-New": "1" })
}

/** Whether moving the list now would move it away from under somebody. */
function busy() {
  const rows = document.getElementById("rows")
  return pointed || (rows?.scrollTop ?? 0) > TOP || Boolean(rows?.querySelector(":focus-visible"))
}

/**
 * Put the rows that are here into their present order, and keep the new ones back.
 * @param {DocumentFragment} fragment
 */
function calm(fragment) {
  const here = [...document.querySelectorAll("#rows .row")]
  if (!here.length) return announce(0)
  const coming = new Map([...fragment.querySelectorAll(".row")].map((row) => [row.id, row]))
  const kept = here.map((row) => coming.get(row.id) ?? faded(row))
  const known = new Set(here.map((row) => row.id))
  const fresh = [...coming.values()].filter((row) => !known.has(row.id))
  for (const row of fresh) row.remove()
  list(fragment).prepend(...kept)
  announce(fresh.length)
}

/** @param {DocumentFragment} fragment */
function list(fragment) {
  const found = fragment.querySelector("ul")
  if (found) return found
  fragment.querySelector(".rows-empty")?.remove()
  return fragment.appendChild(document.createElement("ul"))
}

/** @param {Element} row */
function faded(row) {
  const copy = /** @type {Element} */ (row.cloneNode(true))
  copy.classList.add("gone")
  return copy
}

/** @param {number} count of rows that are kept back */
function announce(count) {
  held = count
  const button = document.getElementById("news")
  if (!button) return
  button.hidden = !count
  if (count) button.textContent = say("new", { count })
}

/**
 * The open conversation's row is the current one, and read.
 * @param {Document | DocumentFragment} place
 */
function markOpen(place) {
  const open = document.querySelector("article.talk")?.getAttribute("data-conversation")
  for (const row of place.querySelectorAll(".row")) {
    const link = row.querySelector("a")
    if (row.getAttribute("data-id") === open) {
      link?.setAttribute("aria-current", "true")
      row.classList.remove("new")
    } else link?.removeAttribute("aria-current")
  }
}
