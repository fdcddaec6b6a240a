/** The survey that a shop asks where a chat has ended. It comes in a shadow: its styles are those of a page of its own. */

import { h } from "../shared/dom.js"
import { Words } from "../shared/words.js"
import { Survey } from "../survey/survey.js"

/**
 * @param {{ survey: string, shown: any }} offer
 * @param {(said: { finished: boolean, [name: string]: unknown }) => Promise<unknown>} answer sends what was confirmed; `finished`: no more comes
 */
export function asking({ survey, shown }, answer) {
  const element = h("div", { class: "asking" })
  const root = element.attachShadow({ mode: "open", delegatesFocus: true })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(__STYLE__)
  root.adoptedStyleSheets = [sheet]
  const words = new Words(shown.lang, shown.words)
  const place = h("section", { "aria-label": words.say("title") })
  root.append(place)
  const kept = { key: crypto.randomUUID(), answers: {}, place: 0, done: false }
  const confirm = (/** @type {string} */ key, /** @type {object} */ answers, /** @type {boolean} */ finished) =>
    answer({ survey, key, answers, finished, language: shown.lang })
  new Survey(place, shown, words, kept, { confirm, claim: async () => ({ code: "" }), keep: () => undefined }).start()
  return element
}
