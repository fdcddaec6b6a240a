/** The open conversation: it keeps its place in the log, hears news, and counts down what can be taken back. */

import { toggle } from "./menus.js"
import { contextOf } from "./requests.js"
import { say } from "./words.js"

/** @typedef {import("./htmx.d.ts").SwapTask} SwapTask */

const NEAR = 80 // px from the end of the log that still count as reading the end
const TICK = 250 // ms

let atEnd = true
/** @type {string | null} */
let shown = null

export function watchConversation() {
  document.addEventListener("htmx:before:swap", (event) => {
    const { tasks } = /** @type {{ tasks: SwapTask[] }} */ (/** @type {CustomEvent} */ (event).detail)
    const log = document.getElementById("log")
    atEnd = !log || log.scrollHeight - log.scrollTop - log.clientHeight < NEAR
    const task = tasks.find(({ target }) => target instanceof Element && target.id === "conversation")
    if (task && log) keepEarlier(task.fragment, log)
    if (task && contextOf(event).request.method.toUpperCase() === "GET") keepQuestion(task.fragment)
  })
  document.addEventListener("htmx:after:swap", (event) => {
    if (contextOf(event).target?.id === "conversation" || document.querySelector("article.talk")) settle()
  })
  setInterval(countDown, TICK)
  settle()
}

/** Read the open conversation again. */
export function readConversation() {
  const address = openOne()?.dataset.address
  if (!address) return
  window.htmx.ajax("GET", address, { target: "#conversation", swap: "innerMorph", headers: { "HX-Target": "main#conversation" } })
}

/** @returns {HTMLElement | null} */
export function openOne() {
  return document.querySelector("article.talk")
}

function settle() {
  const now = openOne()?.dataset.conversation ?? null
  const log = document.getElementById("log")
  if (log && (now !== shown || atEnd)) log.scrollTop = log.scrollHeight
  if (now !== shown) toggle("side", false)
  if (now && now !== shown && !document.querySelector("#rows")?.checkVisibility()) document.getElementById("conversation")?.focus()
  shown = now
}

/**
 * Older events that somebody asked for stay when the log's end is read again.
 * @param {DocumentFragment} fragment
 * @param {HTMLElement} log
 */
function keepEarlier(fragment, log) {
  const coming = fragment.querySelector("#log")
  const first = coming?.querySelector("[id^=event-]")
  const here = first && log.querySelector(`[id="${first.id}"]`)
  if (!coming || !here || openOne()?.id !== fragment.querySelector("article")?.id) return
  while (coming.firstChild !== first) coming.firstChild?.remove()
  const older = []
  for (let node = here.previousSibling; node; node = node.previousSibling) older.unshift(node.cloneNode(true))
  coming.prepend(...older)
}

/**
 * "Bo has just answered: send yours anyway?" stays until it is answered, whatever news come in.
 * @param {DocumentFragment} fragment
 */
function keepQuestion(fragment) {
  const here = document.getElementById("composer")
  const coming = fragment.querySelector("#composer")
  if (!here?.querySelector("[role=alert]") || here.dataset.draft !== coming?.getAttribute("data-draft")) return
  coming?.replaceWith(here.cloneNode(true))
}

/** @type {WeakMap<Element, { said: string, until: number }>} */
const ends = new WeakMap()

function countDown() {
  for (const element of document.querySelectorAll("[data-countdown]")) {
    const said = element.getAttribute("data-countdown") ?? ""
    let end = ends.get(element)
    if (end?.said !== said) ends.set(element, (end = { said, until: performance.now() + Number(said) * 1000 }))
    const seconds = Math.ceil((end.until - performance.now()) / 1000)
    element.textContent = seconds > 0 ? say("leaves", { seconds }) : say("leaving")
    if (seconds <= 0) element.parentElement?.querySelector("[data-takes-back]")?.setAttribute("hidden", "")
  }
}
