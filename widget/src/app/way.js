/** The way from one view to the next, and which of them is there. What a view is made of may still have to come. */

import { awayView } from "./away.js"
import { ChatDoor } from "./door.js"
import { homeView } from "./home.js"
import { Part } from "./part.js"

/** @typedef {import("../wire.js").Receipt} Receipt */

const BACK_AGAIN = /devol|cambi|return|exchang|refund/i

export class Way {
  /** The letters and chats of before. @type {import("../wire.js").OwnConversation[]} */
  conversations = [];
  /** Whether the panel is. */
  isOpen = false;
  /** @type {"home" | "chat" | "form" | "orders" | "sent" | null} */
  #view = null;
  #forms = new Part(() => import("./form.js"));
  /** @type {import("./form.js").Form | undefined} */
  #form;
  #ofOrders = new Part(() => import("./orders.js"));
  /** @type {import("./orders.js").Orders | undefined} */
  #orders;

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {(unread: number) => void} count what is unread in the chat
   */
  constructor(desk, count) {
    this.desk = desk
    this.door = new ChatDoor(desk, { back: () => this.#home(), count })
    desk.draft.watch((same) => same && this.#sentElsewhere())
  }

  /** Where somebody begins. */
  begin() {
    const { boot, draft } = this.desk
    if (draft.fields.message) this.#forms.fetch().catch(() => {}) // so that it is there when it is asked for
    return draft.interrupted || boot.mode === "inline" ? this.toForm() : this.toHome()
  }

  /** Begin as if nobody had been here. */
  restart() {
    this.#form = undefined
    this.conversations = []
    this.#view = null
    this.door.chat?.forget()
    this.#orders?.forget()
    return this.begin()
  }

  /** A customer has logged in. */
  renew() {
    this.door.chat?.renew()
    if (this.#view === "orders") this.#orders?.open()
  }

  toHome() {
    const { stage } = this.desk
    this.#view = "home"
    const chats = this.door.chats
    const letters = this.conversations.filter(({ id, chat }) => !chat && !chats.includes(id))
    const view = homeView(this.desk, letters, {
      chat: () => this.toChat(),
      write: () => this.toForm(),
      orders: () => this.toOrders(),
      goesOn: Boolean(this.door.chat?.goesOn),
    })
    stage.show(letters.length ? "home-conversations" : "home", view)
    this.tellChat()
  }

  async toChat() {
    if (!this.desk.shop.chat.on) return this.#home()
    const { words } = this.desk
    const chat = await this.#come("chat", words.say("chat"), this.door.open(), () => this.toChat())
    if (!chat) return undefined
    this.desk.stage.show("chat-new", chat.element)
    chat.focus()
    this.tellChat()
    return chat.start() // what it needs is fetched when somebody can write already
  }

  async toForm() {
    if (this.#view === "form") return
    const { draft, stage, words } = this.desk
    const code = await this.#come("form", words.say("write"), this.#forms.fetch(), () => this.toForm())
    if (!code) return
    this.#form ??= new code.Form(this.desk, { back: () => this.#home(), sent: (receipt) => this.#toSent(receipt) })
    stage.show("form", this.#form.element)
    if (draft.interrupted) this.#form.resume()
    this.#arrived()
  }

  async toOrders() {
    const { session, words } = this.desk
    const title = words.say(session.identified ? "ordersOwn" : "ordersFind")
    const code = await this.#come("orders", title, this.#ofOrders.fetch(), () => this.toOrders())
    if (!code) return
    this.#orders ??= new code.Orders(this.desk, {
      isHere: () => this.#view === "orders",
      home: () => this.#home(),
      ask: (number) => this.#ask(number),
      write: (number, text) => this.#write(number, text),
    })
    this.#orders.open()
    this.tellChat()
  }

  /** It stands otherwise at the counter than it was said, or something else is known of who is here. */
  stands() {
    if (this.#view === "home") this.toHome()
    this.door.chat?.stands()
  }

  tellChat() {
    this.door.chat?.show(this.#view === "chat", this.isOpen)
  }

  /**
   * Wait for a part, and say so where it does not come. Whoever has gone elsewhere meanwhile stays there.
   * @template T
   * @param {"chat" | "form" | "orders"} view
   * @param {string} title
   * @param {Promise<T>} part
   * @param {() => void} again
   * @returns {Promise<T | null>}
   */
  async #come(view, title, part, again) {
    this.#view = view
    const come = await part.catch(() => null)
    if (this.#view !== view) return null
    if (come) return come
    this.#view = null
    this.desk.stage.show(`${view}-away`, awayView(this.desk, title, { back: () => this.#home(), again }))
    this.#arrived()
    return null
  }

  /** Somebody has a question about an order: in the chat where there is somebody to answer. @param {string} order its number */
  async #ask(order) {
    const { open, on_duty } = this.desk.standing.counter
    if (!this.desk.shop.chat.on || !(this.door.goesOn || (open && on_duty))) return this.#write(order, "")
    await this.toChat()
    return this.#view === "chat" && this.door.chat?.about(order)
  }

  /**
   * Begin a letter about an order, after whatever is written there already.
   * @param {string} order its number
   * @param {string} text how it begins, where something is to go back
   */
  #write(order, text) {
    const { draft, shop } = this.desk
    const { topic, message } = draft.fields
    const begun = [message?.trim(), text].filter(Boolean).join("\n\n")
    draft.keep({ ...draft.fields, order, topic: topic || (text && topicOf(shop)?.id) || "", message: begun })
    this.#form = undefined
    return this.toForm()
  }

  /** @param {Receipt} receipt */
  #toSent(receipt) {
    const { boot, page, stage, now } = this.desk
    const { conversation, code } = receipt
    const form = this.#form
    if (!form) return
    this.#view = "sent"
    this.#form = undefined
    this.conversations = [{ id: conversation, code, at: now().toISOString() }, ...this.conversations]
    const another = () => this.toForm()
    const back = boot.mode === "panel" ? () => this.#home() : another
    stage.show("sent", form.thanks(receipt, { back, another }))
    page.send({ type: "event", name: "sent", detail: { conversation, code } })
    stage.focus()
  }

  /** Another tab has sent this very message: here it is done as well. */
  #sentElsewhere() {
    const receipt = this.desk.store.get("sent")
    this.desk.draft.restart()
    if (receipt && this.#view === "form") this.#toSent(receipt)
    this.#form = undefined
  }

  #home() {
    this.toHome()
    this.desk.stage.focus()
  }

  /** A view that had to be waited for is there: whoever looks at it reads on from its head. */
  #arrived() {
    if (this.isOpen) this.desk.stage.focus()
    this.tellChat()
  }
}

/**
 * What the shop calls it when something comes back.
 * @param {import("../wire.js").Shop} shop
 */
function topicOf({ topics }) {
  return topics.find(({ name }) => BACK_AGAIN.test(name)) ?? topics.find(({ asksOrder }) => asksOrder)
}
