/** The widget inside the frame: puts its parts together and leads from one view to the next. */

import { Api, Refusal } from "../shared/api.js"
import { Draft } from "../shared/draft.js"
import { Prover } from "../shared/proof.js"
import { Store } from "../shared/store.js"
import { Words } from "../shared/words.js"
import { Form } from "./form.js"
import { Ticket } from "./form/ticket.js"
import { awayView } from "./away.js"
import { ChatDoor } from "./door.js"
import { homeView } from "./home.js"
import { insecureView } from "./insecure.js"
import { Invitation } from "./invitation.js"
import { wear } from "./look.js"
import { ShopPage } from "./page.js"
import { sentView } from "./sent.js"
import { Session } from "./session.js"
import { Stage } from "./stage.js"
import { Standing } from "./standing.js"
import { Touch } from "./touch.js"

/** @typedef {import("../wire.js").View} View */
/** @typedef {import("../wire.js").Receipt} Receipt */

const AGAIN = 30 * 60_000 // ms; a session outlives its identity token by an hour

class Counter {
  /** @type {import("../wire.js").OwnConversation[]} */
  #conversations = [];
  /** @type {View | "sent" | null} */ #view = null;
  /** @type {Form | undefined} */ #form;
  /** @type {ChatDoor} */ #door;
  #isOpen = false;
  #opened = false;
  #unread = 0;
  #inChat = 0;
  #again = 0;
  #touch = new Touch();

  /**
   * @param {import("../wire.js").Boot} boot
   * @param {HTMLElement} root
   */
  constructor(boot, root) {
    const { shop } = boot
    const api = new Api(new URL("../../api/", import.meta.url))
    const store = new Store(`${shop.id}:`)
    const page = new ShopPage(boot.origins, (message) => this.#receive(message))
    const session = new Session(api, store, boot.boot, page, this.#touch)
    const ticket = new Ticket(api, session, new Prover(new URL("../shared/proof-worker.js", import.meta.url)))
    const draft = new Draft(store, Date.now, () => crypto.randomUUID())
    const words = new Words(boot.lang, boot.words)
    const stage = new Stage(root)
    const standing = new Standing(api, shop, () => this.#stands())
    const invitation = new Invitation(shop, page, standing)
    /** @type {import("./desk.js").Desk} */
    this.desk = { boot, shop, words, api, store, draft, session, ticket, page, stage, standing, invitation, now: () => new Date(), over: (token) => this.#over(token) }
    this.#door = new ChatDoor(this.desk, { back: () => this.#go(() => this.#showHome()), count: (unread) => this.#count(unread) })
  }

  start() {
    const { boot, draft, page, session, stage, store } = this.desk
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) page.send({ type: "close" })
    })
    new ResizeObserver(() => this.#resize()).observe(stage.place)
    draft.watch((same) => same && this.#sentElsewhere())
    store.remove("sent") // of another day
    if (!crypto.subtle) return stage.show("insecure", insecureView(this.desk))
    if (draft.interrupted || boot.mode === "inline") this.#showForm()
    else this.#showHome()
    if (this.#door.isAjar && session.known) this.#door.open().then((chat) => chat.start(), () => {})
    return session.known ? this.#look() : boot.mode === "inline" && this.#enter()
  }

  /** @param {import("../bridge.js").FromPage | import("../bridge.js").Greeting} message */
  #receive(message) {
    if (message.type === "open") this.#open(this.desk.invitation.lead(message.view))
    else if (message.type === "close") this.#close()
    else if (message.type === "invite") this.#door.goesOn || this.desk.invitation.offer(message.rule)
    else if (message.type === "logout") this.#logout()
    else if (message.type === "greeting") this.#resize()
    else if (message.type === "identifies" && this.#opened) this.#identify()
  }

  /** @param {View} [view] */
  #open(view) {
    const { draft, stage, store } = this.desk
    const first = !this.#opened
    this.#opened = this.#isOpen = true
    store.settle()
    if (first) this.#enter()
    else this.desk.standing.renew()
    this.#see()
    if (stage.state === "insecure" || draft.interrupted) return stage.focus()
    if (view === "chat" || (!view && first && this.#door.isWanted)) return this.#showChat()
    if (view === "form" || (!view && first && draft.fields.message)) this.#showForm()
    else if (view) this.#showHome()
    this.#tellChat()
    return stage.focus()
  }

  /** The page has closed the panel. */
  #close() {
    this.#isOpen = false
    this.#tellChat()
    this.#count(this.#inChat)
  }

  /** Get a token before it is needed. What fails now is tried again with the form, and told then. */
  async #enter() {
    await this.desk.session.token().catch(() => {})
    await this.#identify()
  }

  /** Let the shop's page say who this is, if it knows; and again before the server forgets. */
  async #identify() {
    const { draft, page, session, ticket } = this.desk
    const token = await page.identity()
    if (!token.includes(".")) return
    const known = await session.identify(token).catch(() => "same")
    clearTimeout(this.#again)
    this.#again = setTimeout(() => this.#identify(), AGAIN)
    if (known === "same") return
    ticket.restart()
    if (known === "new") this.#door.chat?.renew()
    if (known === "other") {
      draft.restart(true)
      this.#restart()
    }
    await this.#look()
  }

  #showHome() {
    const { stage } = this.desk
    this.#view = "home"
    const chats = this.#door.chats
    const letters = this.#conversations.filter(({ id, chat }) => !chat && !chats.includes(id))
    const view = homeView(this.desk, letters, {
      chat: () => this.#showChat(),
      write: () => this.#go(() => this.#showForm()),
      goesOn: Boolean(this.#door.chat?.goesOn),
    })
    stage.show(letters.length ? "home-conversations" : "home", view)
    this.#tellChat()
  }

  async #showChat() {
    const { shop, stage } = this.desk
    if (!shop.chat.on) return this.#go(() => this.#showHome())
    this.#view = "chat"
    const chat = await this.#door.open().catch(() => null)
    if (this.#view !== "chat") return undefined
    if (!chat) {
      stage.show("chat-away", awayView(this.desk, { back: () => this.#go(() => this.#showHome()), again: () => this.#showChat() }))
      return stage.focus()
    }
    stage.show("chat-new", chat.element)
    chat.focus()
    this.#tellChat()
    return chat.start() // what it needs is fetched when somebody can write already
  }

  /** It stands otherwise at the counter than it was said. */
  #stands() {
    if (this.#view === "home") this.#showHome()
    this.#door.chat?.stands()
  }

  #tellChat() {
    this.#door.chat?.show(this.#view === "chat", this.#isOpen)
  }

  /** @param {number} unread in the chat */
  #count(unread) {
    if (this.#inChat && !unread) this.#unread = 0 // it was read here or elsewhere, and counted among these
    this.#inChat = unread
    this.desk.page.send({ type: "count", unread: this.#isOpen ? 0 : Math.max(unread, this.#unread) })
  }

  #showForm() {
    if (this.#view === "form") return
    this.#view = "form"
    this.#form ??= new Form(this.desk, {
      back: () => this.#go(() => this.#showHome()),
      sent: (receipt) => this.#go(() => this.#showSent(receipt)),
    })
    this.desk.stage.show("form", this.#form.element)
    if (this.desk.draft.interrupted) this.#form.resume()
    this.#tellChat()
  }

  /** @param {Receipt} receipt */
  #showSent(receipt) {
    const { boot, page, stage, now } = this.desk
    const { conversation, code } = receipt
    this.#view = "sent"
    this.#form = undefined
    this.#conversations = [{ id: conversation, code, at: now().toISOString() }, ...this.#conversations]
    const another = () => this.#go(() => this.#showForm())
    const back = boot.mode === "panel" ? () => this.#go(() => this.#showHome()) : another
    stage.show("sent", sentView(this.desk, receipt, { back, another }))
    page.send({ type: "event", name: "sent", detail: { conversation, code } })
  }

  /** Another tab has sent this very message: here it is done as well. */
  #sentElsewhere() {
    const receipt = this.desk.store.get("sent")
    this.desk.draft.restart()
    if (receipt && this.#view === "form") this.#showSent(receipt)
    this.#form = undefined
  }

  /** @param {() => void} step */
  #go(step) {
    step()
    this.desk.stage.focus()
  }

  /** Ask what is new for somebody who was here before. */
  async #look() {
    const { api, session } = this.desk
    const { known } = session
    try {
      /** @type {import("../wire.js").Me} */
      const me = await api.get("me", known ?? "")
      session.learn(known, me)
      this.#conversations = me.conversations
      this.#unread = me.unread
      this.#count(this.#inChat)
      this.#stands()
      if (this.#opened) await this.#see()
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) this.#over(known)
    }
  }

  /** The server does not know this token any more. @param {string | null} token */
  #over(token) {
    const { draft, session, store } = this.desk
    if (token !== session.known) return
    if (session.identified) {
      // The customer's session is over: what they left here is nobody's business.
      store.wipe()
      draft.restart(true)
      this.#restart()
    } else {
      session.forget(token)
      this.#door.chat?.part()
    }
  }

  /** The shopper has been shown that answers are there: the button counts from here on. */
  async #see() {
    const { api, page, session } = this.desk
    if (!this.#unread || !session.known) return
    this.#unread = 0
    page.send({ type: "count", unread: 0 })
    await api.post("seen", {}, session.known).catch(() => {})
  }

  /** End the visit on the server, forget it here, and say so. */
  async #logout() {
    const { draft, page, session, store, ticket } = this.desk
    clearTimeout(this.#again)
    await session.end().catch(() => {})
    store.wipe()
    draft.restart(true)
    ticket.restart()
    this.#opened = this.#isOpen = false
    this.#restart()
    page.send({ type: "wiped" })
  }

  /** Begin as if nobody had been here. */
  #restart() {
    this.#form = undefined
    this.#conversations = []
    this.#view = null
    this.#door.chat?.forget()
    this.#touch.restart()
    if (this.desk.boot.mode === "inline") this.#showForm()
    else this.#showHome()
  }

  #resize() {
    const { boot, page, stage } = this.desk
    if (boot.mode === "inline") page.send({ type: "resize", height: Math.ceil(stage.place.getBoundingClientRect().height) })
  }
}

const root = document.getElementById("app")
const boot = document.getElementById("boot")?.textContent
if (root && boot) {
  /** @type {import("../wire.js").Boot} */
  const read = JSON.parse(boot)
  wear(read.shop)
  new Counter(read, root).start()
}
