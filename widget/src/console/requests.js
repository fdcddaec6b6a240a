/** What every htmx request carries, and what happens when one is refused. */

import { toast } from "./toast.js"
import { say } from "./words.js"

/** @typedef {import("./htmx.d.ts").Context} Context */

/** @type {Record<number, string>} */
const REASONS = { 403: "forbidden", 404: "gone", 429: "too_many", 503: "busy" }

export function csrfToken() {
  return document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? ""
}

export function watchRequests() {
  document.addEventListener("htmx:config:request", (event) => {
    contextOf(event).request.headers["X-CSRF-Token"] = csrfToken()
  })
  document.addEventListener("htmx:before:response", (event) => {
    const { response, request } = contextOf(event)
    if (response && !readable(response, request.method)) event.preventDefault()
  })
  document.addEventListener("htmx:error", () => toast(say(navigator.onLine ? "failed" : "lost")))
  document.addEventListener("htmx:confirm", (event) => {
    const { ctx, issueRequest, dropRequest } = /** @type {CustomEvent} */ (event).detail
    event.preventDefault()
    ask(ctx.confirm).then((sure) => (sure ? issueRequest() : dropRequest()))
  })
  keepsOpen()
}

/**
 * The context of an htmx event.
 * @param {Event} event
 * @returns {Context}
 */
export function contextOf(event) {
  return /** @type {CustomEvent} */ (event).detail.ctx
}

/**
 * Whether the answer is a page or a fragment to show. A refused page is one too: it says what is wrong where it is.
 * A bare error page is none to a form: in its place it would wipe what was typed.
 * @param {NonNullable<Context["response"]>} response
 * @param {string} method
 */
function readable({ status, headers, raw }, method) {
  const login = raw.redirected && new URL(raw.url).pathname.endsWith("/login")
  if (status === 401 || login) {
    toast(say("session_over"), { stays: true })
    location.assign(headers.get("HX-Redirect") ?? location.href)
    return false
  }
  if (status < 400) return true
  const isPage = headers.get("Content-Type")?.startsWith("text/html")
  if (isPage && (method === "GET" || !headers.has("X-Error-Page"))) return true
  const seconds = headers.get("Retry-After") ?? "30"
  toast(say(REASONS[status] ?? "failed", { seconds }))
  return false
}

/**
 * Ask in a sheet of our own instead of the browser's.
 * @param {string} question
 * @returns {Promise<boolean>}
 */
export function ask(question) {
  const sheet = /** @type {HTMLDialogElement | null} */ (document.getElementById("sure"))
  if (!sheet) return Promise.resolve(window.confirm(question))
  const words = sheet.querySelector("p")
  if (words) words.textContent = question
  sheet.returnValue = ""
  sheet.showModal()
  return new Promise((answer) => sheet.addEventListener("close", () => answer(sheet.returnValue === "yes"), { once: true }))
}

/** What a person opened stays open when the page around it is read again. */
function keepsOpen() {
  window.htmx.registerExtension("console", {
    htmx_before_morph_attr: (element, { attrName }) => !(attrName === "open" && element.matches("details, dialog")),
  })
}
