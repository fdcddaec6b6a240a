/** Tells the server which conversation is open here, whether somebody writes in it, and how far it was read. */

import { openOne } from "./conversation.js"
import { csrfToken } from "./requests.js"

const EVERY = 15_000 // ms; the server takes 40 s of silence for leaving
const STILL = 5000 // ms after the last key that still count as writing

/** @type {{ id: string, address: string } | null} */
let open = null
let read = 0
let wrote = 0
let told = 0

export function watchAttendance() {
  document.addEventListener("htmx:after:swap", look)
  document.addEventListener("visibilitychange", look)
  document.addEventListener("input", ({ target }) => {
    if (!(/** @type {Element} */ (target).closest("#composer"))) return
    wrote = performance.now()
    if (performance.now() - told > STILL) tell()
  })
  addEventListener("pagehide", () => open && post(`${open.address}/here`, { gone: "1" }))
  setInterval(tell, EVERY)
  look()
}

/** What is open, and its last event: seen now, if the page can be seen. */
function look() {
  const article = openOne()
  const { conversation: id, address: whole, seq } = article?.dataset ?? {}
  const now = id && whole ? { id, address: whole.split("?")[0] } : null
  if (now?.id !== open?.id) {
    if (open) post(`${open.address}/here`, { gone: "1" })
    open = now
    read = wrote = 0
    tell()
  }
  if (!open || document.hidden || Number(seq) <= read) return
  read = Number(seq)
  post(`${open.address}/read`, { seq: String(read) })
}

function tell() {
  if (!open || document.hidden) return
  told = performance.now()
  post(`${open.address}/here`, { writing: wrote && told - wrote < STILL ? "1" : "" })
}

/**
 * @param {string} url
 * @param {Record<string, string>} fields
 */
function post(url, fields) {
  const headers = { "X-CSRF-Token": csrfToken(), Accept: "application/json" }
  fetch(url, { method: "POST", headers, body: new URLSearchParams(fields), keepalive: true }).catch(() => {})
}
