/** What an agent is writing: it survives a reload, keeps the key it will be sent under, and goes when it was sent. */

import { contextOf, csrfToken } from "./requests.js"
import { forget, forgetAll, recall, recallAll, remember } from "./storage.js"
import { openSheet } from "./menus.js"
import { say } from "./words.js"

const LIFE = 14 * 24 * 60 * 60_000 // ms: a draft that old answers nobody

/** @typedef {{ key: string, text: string, mode: string, at: number }} Draft */

export function watchDrafts() {
  document.addEventListener("input", ({ target }) => {
    const form = /** @type {Element} */ (target).closest("#composer")
    if (form instanceof HTMLFormElement) keep(form)
  })
  document.addEventListener("htmx:before:swap", (event) => {
    const { sourceElement, response } = contextOf(event)
    if (sourceElement.id === "composer" && response && response.status < 300) sent(/** @type {HTMLFormElement} */ (sourceElement))
  })
  document.addEventListener("htmx:after:swap", bringBack)
  document.addEventListener("click", ({ target }) => {
    const pressed = /** @type {Element} */ (target)
    if (pressed.closest("[data-preview]")) preview()
    if (pressed.closest("[data-logs-out]")) ["draft:", "sending:", "chats:"].forEach(forgetAll)
  })
  expire()
  bringBack()
}

function composer() {
  return /** @type {HTMLFormElement | null} */ (document.getElementById("composer"))
}

/** @param {HTMLFormElement} form */
function nameOf(form) {
  return nameFor(form.dataset.draft ?? "")
}

/** @param {string} conversation */
function nameFor(conversation) {
  return `draft:${document.getElementById("shell")?.dataset.agent}:${conversation}`
}

/** @param {string} name @returns {Draft | null} */
function draft(name) {
  return JSON.parse(recall(name) ?? "null")
}

/** What is being written in a conversation, wherever in the console. @param {string} conversation */
export function draftOf(conversation) {
  return draft(nameFor(conversation))
}

/**
 * @param {string} conversation
 * @param {Omit<Draft, "at">} written
 */
export function keepDraft(conversation, written) {
  remember(nameFor(conversation), JSON.stringify({ ...written, at: Date.now() }))
}

/** @param {string} conversation */
export function dropDraft(conversation) {
  forget(nameFor(conversation))
}

/** @param {HTMLFormElement} form */
function fields(form) {
  const { key, text, mode } = /** @type {Record<string, any>} */ (form.elements)
  return { key: /** @type {HTMLInputElement} */ (key), text: /** @type {HTMLTextAreaElement} */ (text), mode: /** @type {RadioNodeList} */ (mode) }
}

/** @param {HTMLFormElement} form */
function keep(form) {
  const { key, text, mode } = fields(form)
  showMode(form)
  const name = nameOf(form)
  if (!text.value.trim()) return forget(name)
  remember(name, JSON.stringify({ key: key.value, text: text.value, mode: mode.value, at: Date.now() }))
  state(say("saved"))
}

/** @param {HTMLFormElement} form */
function sent(form) {
  forget(nameOf(form))
  const { key, text } = fields(form)
  text.value = ""
  key.value = crypto.randomUUID()
  state("")
}

/** Fill a composer that has just come: its draft's text and key, or a new key. */
function bringBack() {
  const form = composer()
  if (!form) return
  const { key, text, mode } = fields(form)
  if (!key.value) {
    const kept = draft(nameOf(form))
    key.value = kept?.key ?? crypto.randomUUID()
    if (kept && !text.value) {
      text.value = kept.text
      const radio = [...mode].find((one) => /** @type {HTMLInputElement} */ (one).value === kept.mode)
      if (radio instanceof HTMLInputElement && !radio.disabled) radio.checked = true
      state(say("saved"))
    }
  }
  if (!text.value && text.defaultValue) {
    text.value = text.defaultValue // an answer that was taken back
    keep(form)
  }
  showMode(form)
}

/** @param {HTMLFormElement} form */
function showMode(form) {
  const { text, mode } = fields(form)
  text.dataset.forAnswer ??= text.placeholder
  text.placeholder = (mode.value === "note" ? text.dataset.forNote : text.dataset.forAnswer) ?? ""
}

/** Show the mail as it will be: posted into a sandboxed frame, so that nothing stands in an address. */
function preview() {
  const form = /** @type {HTMLFormElement | null} */ (document.getElementById("preview-form"))
  const text = composer()?.elements.namedItem("text")
  const carried = form?.elements.namedItem("text")
  if (!form || !(text instanceof HTMLTextAreaElement) || !(carried instanceof HTMLInputElement || carried instanceof HTMLTextAreaElement)) return
  carried.value = text.value
  const csrf = form.elements.namedItem("csrf")
  if (csrf instanceof HTMLInputElement) csrf.value = csrfToken()
  openSheet("preview")
  form.submit()
}

/** @param {string} text */
function state(text) {
  const place = document.getElementById("draft-state")
  if (place) place.textContent = text
}

function expire() {
  for (const name of recallAll("draft:")) if (Date.now() - (draft(name)?.at ?? 0) > LIFE) forget(name)
}
