/**
 * The front of the live chat: where the shopper writes. It comes when somebody opens it, or has a chat that goes on, and
 * the room behind it, with the line and the conversation, right after.
 */

import { h, icon, later } from "../shared/dom.js"
import { Composer } from "./chat/composer.js"
import { emailField } from "./chat/email.js"
import { Notice } from "./form/notice.js"
import { head } from "./head.js"
import { SPEECH } from "./icons.js"

export const STYLES = __STYLE__

export class Chat {
  /** @type {import("./room.js").Room | undefined} */
  #room;
  /** @type {Promise<import("./room.js").Room> | undefined} */
  #fetching;
  #shown = { is: false, open: false };
  /** The number of the order that the chat is to be about. */
  order = "";

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {{ back: () => void, count: (unread: number) => void }} onward
   */
  constructor(desk, { back, count }) {
    const { words } = desk
    this.desk = desk
    this.count = count
    this.composer = new Composer(desk, {
      send: (text) => this.#send(text),
      type: () => this.#room?.type(),
      begin: () => this.goesOn || desk.ticket.begin(),
    })
    this.notice = new Notice(words)
    this.email = emailField()
    const label = h("label", { for: "chat-email" }, words.say("email"))
    this.asked = h("div", { class: "asked" }, label, this.email)
    this.greeting = h("p", {}, ...this.#greeting())
    this.welcome = h("div", { class: "welcome" }, h("span", { class: "tile" }, icon(SPEECH)), this.greeting)
    this.foot = h("div", { class: "foot-of-chat" }, this.composer.element)
    const header = head(desk, words.say("chat"), " ", back)
    this.title = /** @type {HTMLElement} */ (header.querySelector("h1"))
    this.hint = /** @type {HTMLElement} */ (header.querySelector("p"))
    this.hint.role = "status"
    const main = h("main", { class: "chat" }, this.welcome, this.notice.element, this.foot)
    this.element = h("div", { class: "view" }, header, main)
    this.ask(true)
  }

  /** Whether there is a chat that the shopper would want to see first. */
  get goesOn() {
    if (this.#room) return this.#room.goesOn
    const { id, opening } = this.desk.store.get("chat") ?? {}
    return Boolean(id || opening)
  }

  /** The ids of those that are no mail. @returns {string[]} */
  get chats() {
    return this.#room?.chats ?? [this.desk.store.get("chat")?.id]
  }

  get isRefused() {
    return this.notice.element.childElementCount > 0
  }

  /** Be on the line. What fails now is tried again with the first message. */
  start() {
    this.#enter().catch(() => {})
  }

  /**
   * @param {boolean} isShown this view and no other
   * @param {boolean} isOpen the panel
   */
  show(isShown, isOpen) {
    this.#shown = { is: isShown, open: isOpen }
    this.#room?.show(isShown, isOpen)
  }

  /** Who is calling has changed. */
  renew() {
    this.#room?.renew()
  }

  /** It stands otherwise at the counter than it was said. */
  stands() {
    this.greeting.replaceChildren(...this.#greeting())
  }

  /** Somebody else is here now. */
  forget() {
    this.composer.put("")
    this.email.value = ""
    this.order = ""
    this.notice.clear()
    this.#room?.forget()
  }

  /** The server has forgotten this visitor, and with them their chat: what was not sent begins another. */
  part() {
    this.#room?.another()
  }

  /** Begin a chat about an order, or to speak of it in the one that goes on. @param {string} order its number */
  about(order) {
    const { composer } = this
    this.order = order
    if (!composer.text.value.trim()) composer.put(this.desk.words.say("chatAbout", { number: order }))
    composer.text.setSelectionRange(-1, -1)
    this.focus()
  }

  focus() {
    this.composer.text.focus()
  }

  /** Ask for an address before the first message, where the shop wants one. @param {boolean} isFirst */
  ask(isFirst) {
    if (!isFirst || !this.#asksEmail) this.asked.remove()
    else if (this.asked.parentElement !== this.foot.parentElement) this.foot.before(this.asked)
  }

  /**
   * @param {string} name
   * @param {Record<string, number>} [values]
   */
  say(name, values) {
    this.notice.say(name, values)
    if (this.#shown.is) this.desk.stage.mark("chat-refused")
  }

  async #enter() {
    this.#fetching ??= import("./room.js").then(
      ({ Room }) => new Room(this.desk, this, this.count),
      (error) => {
        this.#fetching = undefined
        throw error
      },
    )
    const room = (this.#room = await this.#fetching)
    room.start()
    room.show(this.#shown.is, this.#shown.open)
    return room
  }

  /** @param {string} text */
  async #send(text) {
    this.notice.clear()
    const email = this.email.value.trim()
    if (this.#asksEmail && !this.goesOn && !email) {
      this.composer.put(text)
      this.say("chatEmailMissing")
      return this.email.focus()
    }
    const isHere = Boolean(this.#room)
    if (!isHere) this.composer.put(text) // it stays there until there is somebody to give it to
    const room = await this.#enter().catch(() => null)
    if (!room) return this.say("chatAway")
    if (!isHere) this.composer.put("")
    return room.send(text, email)
  }

  get #asksEmail() {
    return this.desk.shop.chat.asksEmail
  }

  #greeting() {
    const { words, shop, session, standing, invitation, now } = this.desk
    const { open, on_duty } = standing.counter
    const hello = session.firstName && `${words.say("hello", { name: session.firstName })} `
    if (open && on_duty) return [hello, invitation.text || words.say("chatWelcome", { shop: shop.name })]
    if (open) return [hello, `${words.say("chatNobody")}. ${words.say("chatNobodyHint")}.`]
    return [hello, `${words.say("chatClosed")} `, later(() => `${standing.promise(words, now())}.`)]
  }
}
