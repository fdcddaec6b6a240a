/** What every shop's page gets: the button, and the page's `Mostrador`. */

import { flag } from "./flag.js"
import { chooseLanguage } from "./language.js"
import { makePage } from "./page.js"
import { makePanel } from "./panel.js"
import { defineParts } from "./parts.js"

/**
 * @typedef {[name: string, ...values: any[]]} Call what a page pushes before the loader has come
 *
 * @typedef {object} Counter the page's `Mostrador`
 * @property {(view?: import("../wire.js").View) => void} open
 * @property {() => void} close
 * @property {(ask: () => Promise<string>) => void} identify keeps the function until the frame asks
 * @property {() => Promise<void>} logout
 * @property {(cart: import("../bridge.js").Cart) => void} cart what is in it now; agents in a chat see it
 * @property {(name: string, listen: (detail: object) => void) => void} on
 * @property {(id: string, about?: { token?: string | null }) => void} survey asks it in a panel, once in each browser, or
 *   by a token once about that order
 * @property {(call: Call) => void} push
 */

/** @param {import("../wire.js").LoaderConfig} config */
export function start(config) {
  const waiting = window.Mostrador ?? []
  // The tag may stand twice on a page; and a browser from before 2023 leaves the page as it is.
  if (!Array.isArray(waiting) || !document.adoptedStyleSheets) return

  const language = chooseLanguage(Object.keys(config.words))
  const page = makePage()
  const panel = makePanel(config, language, page)
  const push = (/** @type {Call} */ [name, ...values]) => /** @type {any} */ (counter)[name]?.(...values)
  // A copy: a framework's own objects cannot be handed to the frame.
  const cart = (/** @type {any} */ told) => (page.cart = told && { items: +told.items, total: `${told.total ?? ""}` })
  // Whoever asks nothing carries none of it; where it does not come, the page does not notice.
  const survey = (/** @type {any[]} */ ...values) =>
    import(`${config.url}/widget/survey.js`).then(({ ask }) => ask(config, language, page, ...values), () => {})
  /** @type {Counter} */
  const counter = (window.Mostrador = { ...panel.calls, on: page.on, cart, survey, push })
  defineParts(config, language, page)
  waiting.forEach((call) => Array.isArray(call) && push(call))
  // Somebody was here before: count what they have not read, once the shop's own page has done its work.
  const later = () => flag() && setTimeout(panel.prepare, 2000)
  document.readyState === "complete" ? later() : addEventListener("load", later)
  return { language, page, panel }
}
