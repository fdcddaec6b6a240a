/** The head of a view: back, what this is, close. A part of the shop's page has neither to go back to nor to close. */

import { h, icon } from "../shared/dom.js"
import { BACK, CLOSE } from "./icons.js"

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} title
 * @param {string} hint
 * @param {() => void} back
 */
export function head({ boot, words, page }, title, hint, back) {
  const isPanel = boot.mode === "panel"
  return h(
    "header",
    { class: "head" },
    isPanel && iconButton(words.say("back"), BACK, back),
    h("div", { class: "grow" }, h("h1", { tabindex: -1 }, title), hint && h("p", {}, hint)),
    isPanel && closeButton(words, page),
  )
}

/**
 * @param {import("../shared/words.js").Words} words
 * @param {import("./page.js").ShopPage} page
 */
export function closeButton(words, page) {
  return iconButton(words.say("close"), CLOSE, () => page.send({ type: "close" }))
}

/**
 * @param {string} label
 * @param {string} path
 * @param {() => void} onclick
 */
function iconButton(label, path, onclick) {
  return h("button", { type: "button", class: "icon", "aria-label": label, onclick }, icon(path))
}
