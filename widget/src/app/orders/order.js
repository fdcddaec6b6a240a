/** One order: how far it is, what is in it, its parcels and returns, and what can be done from here. */

import { h } from "../../shared/dom.js"
import { day } from "../../shared/when.js"
import { head } from "../head.js"
import { brief, dayOf, money, standing, STEPS } from "./said.js"

/** @typedef {import("../../wire.js").Order} Order */
/** @typedef {import("../../shared/words.js").Words} Words */

/**
 * @param {import("../desk.js").Desk} desk
 * @param {Order} order
 * @param {{ back: () => void, ask: () => void, giveBack: () => void }} onward
 */
export function orderView(desk, order, { back, ask, giveBack }) {
  const { words } = desk
  const { number, refunded, returns, parcels } = order
  const hasLeft = Boolean(order.steps[2] || order.steps[3] || order.status === "completed")
  return h(
    "div",
    { class: "view" },
    head(desk, words.say("orderTitle", { number }), standing(words, order), back),
    h(
      "main",
      { class: "of-orders" },
      order.status !== "cancelled" && steps(words, order),
      parcels.length > 0 && h("ul", { class: "parcels" }, ...parcels.map((each) => parcel(words, each))),
      returns.length > 0 && h("ul", { class: "parcels" }, ...returns.map((each) => givenBack(words, each))),
      lines(words, order),
      refunded > 0 && h("p", { class: "quiet num" }, words.say("orderRefunded", { amount: money(words, order, refunded) })),
      h(
        "div",
        { class: "ways" },
        h("button", { type: "button", class: "primary", onclick: ask }, words.say("orderAsk")),
        hasLeft && order.items.length > 0 && h("button", { type: "button", class: "second", onclick: giveBack }, words.say("orderReturn")),
      ),
    ),
  )
}

/**
 * @param {Words} words
 * @param {Order} order
 */
function steps(words, { steps }) {
  const last = steps.findLastIndex(Boolean)
  return h(
    "ol",
    { class: "steps", "aria-label": words.say("orderSteps") },
    ...steps.map((at, index) => {
      // What has gone further has been here, whether the shop has said so or not.
      const isDone = index <= last
      const when = at ? h("span", {}, brief(words, at)) : !isDone && h("span", { class: "unseen" }, words.say("orderNotYet"))
      return h("li", { class: isDone && "on", "aria-current": index === last && "step" }, words.say(`step_${STEPS[index]}`), when)
    }),
  )
}

/**
 * @param {Words} words
 * @param {import("../../wire.js").Parcel} parcel
 */
function parcel(words, { number, carrier, url, status, note, expected, at }) {
  const date = at ? day(words, at) : ""
  const name = carrier ? `${carrier} ${number}` : number
  const isLate = expected && status === "created"
  return h(
    "li",
    {},
    h("b", {}, words.say(`parcel_${status}`, { date })),
    isLate && h("span", {}, words.say("orderExpected", { date: dayOf(words, expected) })),
    note && h("span", {}, note),
    url ? follow(words, url, name) : h("span", { class: "num" }, name),
  )
}

/**
 * @param {Words} words
 * @param {string} url
 * @param {string} name
 */
function follow(words, url, name) {
  const elsewhere = h("span", { class: "unseen" }, ` (${words.say("newTab")})`)
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, words.say("parcelFollow", { name }), elsewhere)
}

/**
 * @param {Words} words
 * @param {import("../../wire.js").GivenBack} one
 */
function givenBack(words, { number, status, at }) {
  return h("li", {}, h("b", {}, words.say(`return_${status}`, { date: day(words, at) })), h("span", { class: "num" }, number))
}

/**
 * @param {Words} words
 * @param {Order} order
 */
function lines(words, order) {
  const row = (/** @type {string} */ name, /** @type {number | null} */ amount) =>
    h("li", {}, h("span", {}, name), amount !== null && h("span", {}, money(words, order, amount)))
  return h(
    "ul",
    { class: "lines num" },
    ...order.items.map(({ name, quantity, total }) => row(quantity === 1 ? name : `${quantity} × ${name}`, total)),
    row(words.say("orderTotal"), order.total),
  )
}
