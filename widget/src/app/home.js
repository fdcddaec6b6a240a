/** The first thing a shopper sees: a greeting, and what can be done here. */

import { h, icon, later } from "../shared/dom.js"
import { day } from "../shared/when.js"
import { closeButton } from "./head.js"
import { LETTER, ONWARD, PARCEL, SPEECH } from "./icons.js"

/**
 * @param {import("./desk.js").Desk} desk
 * @param {import("../wire.js").OwnConversation[]} conversations
 * @param {{ chat: () => void, write: () => void, orders: () => void, goesOn: boolean }} ways `goesOn`: there is a chat to come back to
 */
export function homeView(desk, conversations, { chat, write, orders, goesOn }) {
  const { shop, standing, words, session, page, now } = desk
  const greeting = shop.greeting[words.language] || words.say(session.firstName ? "greetingName" : "greeting", { name: session.firstName })
  const whose = session.identified ? "Own" : "Find"
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
      h("p", { class: "promise" }, later(() => standing.promise(words, now()))),
    ),
    h(
      "main",
      { class: "cards" },
      shop.chat.on && card(SPEECH, words.say(goesOn ? "chatGoesOn" : "chatOpen"), goesOn ? words.say("chatGoesOnHint") : later(() => standing.expectation(words, now())), chat),
      card(LETTER, words.say("write"), words.say("writeHint"), write),
      shop.orders && card(PARCEL, words.say(`orders${whose}`), words.say(`orders${whose}Hint`), orders),
      conversations.length > 0 && earlier(words, conversations),
    ),
    h("footer", { class: "foot" }, words.say("made")),
  )
}

/**
 * @param {string} path
 * @param {string} title
 * @param {string | Text} hint
 * @param {() => void} onclick
 */
function card(path, title, hint, onclick) {
  return h(
    "button",
    { type: "button", class: "card", onclick },
    h("span", { class: "tile" }, icon(path)),
    h("span", { class: "grow" }, h("b", {}, title), h("span", {}, hint)),
    icon(ONWARD),
  )
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
