/** All orders of a shopper, the newest first; and that there are none, or none to be seen just now. */

import { h, icon } from "../../shared/dom.js"
import { day } from "../../shared/when.js"
import { Notice } from "../form/notice.js"
import { head } from "../head.js"
import { ONWARD } from "../icons.js"
import { contents, money, standing } from "./said.js"

/** @typedef {import("../desk.js").Desk} Desk */
/** @typedef {import("../../wire.js").Order} Order */

/**
 * @param {Desk} desk
 * @param {Order[]} orders
 * @param {{ home: () => void, another: () => void, open: (order: Order) => void }} onward
 */
export function listView(desk, orders, { home, another, open }) {
  const { words } = desk
  return view(desk, home, h("ul", { class: "orders" }, ...orders.map((order) => h("li", {}, card(words, order, open)))), other(words, another))
}

/**
 * @param {Desk} desk
 * @param {{ home: () => void, another: () => void }} onward
 */
export function noneView(desk, { home, another }) {
  const { words } = desk
  return view(desk, home, h("p", { class: "quiet" }, words.say("ordersNone")), other(words, another))
}

/**
 * @param {Desk} desk
 * @param {{ home: () => void }} onward
 */
export function loadingView(desk, { home }) {
  const label = desk.words.say("loading")
  return view(desk, home, h("div", { class: "skeleton orders", role: "status", "aria-label": label }, h("i"), h("i")))
}

/**
 * @param {Desk} desk
 * @param {{ home: () => void, again: () => void }} onward
 */
export function failedView(desk, { home, again }) {
  const { words } = desk
  const notice = new Notice(words)
  notice.say("ordersFailed")
  return view(desk, home, notice.element, h("button", { type: "button", class: "second", onclick: again }, words.say("again")))
}

/**
 * @param {Desk} desk
 * @param {() => void} back
 * @param {...Node} children
 */
function view(desk, back, ...children) {
  const title = desk.words.say(desk.session.identified ? "ordersOwn" : "ordersFind")
  return h("div", { class: "view" }, head(desk, title, "", back), h("main", { class: "of-orders" }, ...children))
}

/**
 * @param {import("../../shared/words.js").Words} words
 * @param {Order} order
 * @param {(order: Order) => void} open
 */
function card(words, order, open) {
  const placed = order.steps[0] ? ` · ${day(words, order.steps[0])}` : ""
  return h(
    "button",
    { type: "button", class: "card", onclick: () => open(order) },
    h(
      "span",
      { class: "grow" },
      h("b", {}, standing(words, order)),
      h("span", {}, contents(words, order)),
      h("span", { class: "num" }, `${words.say("orderTitle", { number: order.number })} · ${money(words, order, order.total)}${placed}`),
    ),
    icon(ONWARD),
  )
}

/**
 * @param {import("../../shared/words.js").Words} words
 * @param {() => void} another
 */
function other(words, another) {
  return h("button", { type: "button", class: "second", onclick: another }, words.say("ordersAnother"))
}
