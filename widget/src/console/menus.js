/** Menus, sheets, drawers, and what is copied by a press. */

import { toast } from "./toast.js"
import { say } from "./words.js"

export function watchMenus() {
  document.addEventListener("click", (event) => {
    const target = /** @type {Element} */ (event.target)
    closeMenus(target.closest("details.menu"))
    if (target.closest(".menu-item")) closeMenus(null)
    const pressed = /** @type {HTMLElement | null} */ (target.closest("[data-opens], [data-toggles], [data-copies]"))
    const { opens, toggles, copies } = pressed?.dataset ?? {}
    if (opens) openSheet(opens)
    if (toggles) toggle(toggles)
    else if (!target.closest("#nav")) toggle("nav", false)
    if (copies) copy(copies)
    if (target instanceof HTMLDialogElement && target.classList.contains("sheet")) target.close() // its backdrop
  })
  document.addEventListener("keydown", (event) => {
    const menu = document.activeElement?.closest("details.menu[open]")
    if (event.key === "Escape") escape(menu)
    if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) step(event, menu)
  })
  document.addEventListener("submit", ({ target }) => {
    const form = /** @type {Element} */ (target)
    if (form.matches("[data-closes-sheet]")) /** @type {HTMLDialogElement | null} */ (form.closest("dialog"))?.close()
    if (form.closest(".menu-sheet")) closeMenus(null)
  })
}

/** @param {string} id */
export function openSheet(id) {
  const sheet = document.getElementById(id)
  if (sheet instanceof HTMLDialogElement && !sheet.open) sheet.showModal()
}

/**
 * Open or close the navigation or the side where they are drawers.
 * @param {string} name
 * @param {boolean} [open]
 */
export function toggle(name, open) {
  const shell = document.getElementById("shell")
  if (!shell) return
  const opens = open ?? shell.getAttribute(`data-${name}`) !== "open"
  if (!opens && !shell.hasAttribute(`data-${name}`)) return
  if (opens) shell.setAttribute(`data-${name}`, "open")
  else shell.removeAttribute(`data-${name}`)
  for (const button of document.querySelectorAll(`[data-toggles=${name}]`)) button.setAttribute("aria-expanded", String(opens))
  const pane = document.getElementById(name)
  if (opens) /** @type {HTMLElement | null | undefined} */ (pane?.querySelector("a, button"))?.focus()
}

/** @param {Element | null | undefined} menu */
function escape(menu) {
  toggle("nav", false)
  toggle("side", false)
  closeMenus(null)
  menu?.querySelector("summary")?.focus()
}

/** @param {Element | null} but */
function closeMenus(but) {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (menu !== but) menu.removeAttribute("open")
}

/**
 * @param {KeyboardEvent} event
 * @param {Element} menu
 */
function step(event, menu) {
  const items = [...menu.querySelectorAll("summary, .menu-item")]
  const here = items.indexOf(/** @type {Element} */ (document.activeElement))
  const next = items[(here + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length]
  event.preventDefault()
  if (next instanceof HTMLElement) next.focus()
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text)
  toast(say("copied"))
}
