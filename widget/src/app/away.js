/** A part of the widget did not come: say so, and let the shopper try again. */

import { h } from "../shared/dom.js"
import { Notice } from "./form/notice.js"
import { head } from "./head.js"

/**
 * @param {import("./desk.js").Desk} desk
 * @param {string} title
 * @param {{ back: () => void, again: () => void }} onward
 */
export function awayView(desk, title, { back, again }) {
  const { words } = desk
  const notice = new Notice(words)
  notice.say("partAway")
  const button = h("button", { type: "button", class: "second", onclick: again }, words.say("again"))
  const main = h("main", { class: "sent" }, notice.element, button)
  return h("div", { class: "view" }, head(desk, title, "", back), main)
}
