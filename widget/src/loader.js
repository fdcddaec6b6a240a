/**
 * All that a shop's page loads: one button. The frame with everything else comes with the first click.
 *
 * The server joins this file with what it imports and serves it as one classic script, with the shop's look inside.
 */

import { defineContact } from "./loader/contact.js"
import { flag } from "./loader/flag.js"
import { chooseLanguage } from "./loader/language.js"
import { makePage } from "./loader/page.js"
import { makePanel } from "./loader/panel.js"

/**
 * @typedef {[name: string, ...values: any[]]} Call what a page pushes before the loader has come
 *
 * @typedef {object} Counter the page's `Mostrador`
 * @property {(view?: import("./wire.js").View) => void} open
 * @property {() => void} close
 * @property {(ask: () => Promise<string>) => void} identify keeps the function until the frame asks
 * @property {() => Promise<void>} logout
 * @property {(cart: import("./bridge.js").Cart) => void} cart what is in it now; agents in a chat see it
 * @property {(name: string, listen: (detail: object) => void) => void} on
 * @property {(call: Call) => void} push
 */

/** @param {import("./wire.js").LoaderConfig} config */
function start(config) {
  const waiting = window.Mostrador ?? []
  // The tag may stand twice on a page; and a browser from before 2023 leaves the page as it is.
  if (!Array.isArray(waiting) || !document.adoptedStyleSheets) return

  const language = chooseLanguage(Object.keys(config.words))
  const page = makePage()
  const panel = makePanel(config, language, page)
  const push = (/** @type {Call} */ [name, ...values]) => /** @type {any} */ (counter)[name]?.(...values)
  const counter = { ...panel.calls, on: page.on, cart: (/** @type {any} */ cart) => (page.cart = cart), push }
  window.Mostrador = counter
  defineContact(config, language, page)
  waiting.forEach(push)
  if (!flag()) return
  // Somebody was here before: count what they have not read, once the shop's own page has done its work.
  const later = () => setTimeout(panel.prepare, 2000)
  if (document.readyState === "complete") later()
  else addEventListener("load", later)
}

start(__CONFIG__)
