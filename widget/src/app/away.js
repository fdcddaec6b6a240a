/** A part of the widget did not come: say so, and let the shopper try again. */

import { h } from "../shared/dom.js"
import { head } from "./head.js"

/**
 * @param {import("./desk.js").Desk} desk
 * @param {{ back: () => void, again: () => void }} onward
 */
export function awayView(desk, { back, again }) {
  const { words } = desk
  const button = h("button", { type: "button", class: "second", onclick: again }, words.say("again"))
  const main = h("main", { class: "sent" }, h("p", { class: "notice", role: "alert" }, words.say("chatAway")), button)
  return h("div", { class: "view" }, head(desk, words.say("chat"), "", back), main)
}
