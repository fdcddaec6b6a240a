/** The first thing a shopper sees: a greeting, and what can be done here. */

import { h, icon } from "../shared/dom.js"
import { day, promised } from "../shared/when.js"
import { closeButton } from "./head.js"
import { LETTER, ONWARD } from "./icons.js"

/**
 * @param {import("./desk.js").Desk} desk
 * @param {import("../wire.js").OwnConversation[]} conversations
 * @param {() => void} write
 */
export function homeView(desk, conversations, write) {
  const { shop, words, page } = desk
  const greeting = shop.greeting[words.language] || words.say("greeting")
  return h(
    "div",
    { class: "view" },
    h(
      "header",
      { class: "home" },
      h(
        "div",
        { class: "bar" },
        shop.logo && h("img", { class: "logo", src: shop.logo, alt: "" }),
        h("b", { class: "grow" }, shop.name),
        closeButton(words, page),
      ),
      h("h1", { tabindex: -1 }, greeting),
      h("p", {}, reply(desk)),
    ),
    h(
      "main",
      { class: "cards" },
      h(
        "button",
        { type: "button", class: "card", onclick: write },
        h("span", { class: "tile" }, icon(LETTER)),
        h("span", { class: "grow" }, h("b", {}, words.say("write")), h("span", {}, words.say("writeHint"))),
        icon(ONWARD),
      ),
      conversations.length > 0 && earlier(words, conversations),
    ),
    h("footer", { class: "foot" }, words.say("made")),
  )
}

/**
 * Say by when an answer can be expected to a form sent now.
 * @param {import("./desk.js").Desk} desk
 */
export function reply({ shop, words, now }) {
  return shop.promise ? promised(words, shop.promise.at, now()) : words.say("replyUnknown")
}

/**
 * @param {import("../shared/words.js").Words} words
 * @param {import("../wire.js").OwnConversation[]} conversations
 */
function earlier(words, conversations) {
  return h(
    "section",
    { class: "earlier" },
    h("h2", {}, words.say("conversations")),
    h("ul", {}, ...conversations.map((one) => h("li", {}, h("b", { class: "num" }, one.code), h("span", {}, state(words, one))))),
    h("p", {}, words.say("conversationHint")),
  )
}

/**
 * @param {import("../shared/words.js").Words} words
 * @param {import("../wire.js").OwnConversation} conversation
 */
function state(words, { at, answered }) {
  if (answered) return words.say("conversationAnswered")
  return at ? words.say("conversationSent", { date: day(words, at) }) : ""
}
