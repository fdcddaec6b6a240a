/** The widget inside the frame: puts its parts together, and does what the shop's page asks. */

import { Api, Refusal } from "../shared/api.js"
import { Draft } from "../shared/draft.js"
import { Prover } from "../shared/proof.js"
import { Store } from "../shared/store.js"
import { Words } from "../shared/words.js"
import { deliver } from "./form/sending.js"
import { Ticket } from "./form/ticket.js"
import { insecureView } from "./insecure.js"
import { Invitation } from "./invitation.js"
import { wear } from "./look.js"
import { ShopPage } from "./page.js"
import { Session } from "./session.js"
import { Stage } from "./stage.js"
import { Standing } from "./standing.js"
import { Touch } from "./touch.js"
import { Way } from "./way.js"

/** @typedef {import("../wire.js").View} View */

const AGAIN = 30 * 60_000 // ms; a session outlives its identity token by an hour

class Counter {
  /** @type {Way} */ #way;
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
    const standing = new Standing(api, shop, () => this.#way.stands())
    const invitation = new Invitation(shop, page, standing)
    /** @type {import("./desk.js").Desk} */
    this.desk = {
      boot, shop, words, api, store, draft, session, ticket, page, stage, standing, invitation,
      now: () => new Date(),
      over: (token) => this.#over(token),
      deliver: (path, said, pressed) => deliver(this.desk, path, said, pressed),
    }
    this.#way = new Way(this.desk, (unread) => this.#count(unread))
  }

  start() {
    const { boot, page, session, stage, store } = this.desk
    const { door } = this.#way
    addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.isComposing) page.send({ type: "close" })
    })
    new ResizeObserver(() => this.#resize()).observe(stage.place)
    store.remove("sent") // of another day
    if (!crypto.subtle) return stage.show("insecure", insecureView(this.desk))
    this.#way.begin()
    if (door.isAjar && session.known) door.open().then((chat) => chat.start(), () => {})
    return session.known ? this.#look() : boot.mode === "inline" && this.#enter()
  }

  /** @param {import("../bridge.js").FromPage | import("../bridge.js").Greeting} message */
  #receive(message) {
    if (message.type === "open") this.#open(this.desk.invitation.lead(message.view))
    else if (message.type === "close") this.#close()
    else if (message.type === "invite") this.#way.door.goesOn || this.desk.invitation.offer(message.rule)
    else if (message.type === "logout") this.#logout()
    else if (message.type === "greeting") this.#resize()
    else if (message.type === "identifies" && this.#opened) this.#identify()
  }

  /** @param {View} [view] */
  #open(view) {
    const { draft, stage, store } = this.desk
    const way = this.#way
    const first = !this.#opened
    this.#opened = way.isOpen = true
    store.settle()
    if (first) this.#enter()
    else this.desk.standing.renew()
    this.#see()
    if (stage.state === "insecure" || draft.interrupted) return stage.focus()
    if (view === "chat" || (!view && first && way.door.isWanted)) return way.toChat()
    if (view === "form" || (!view && first && draft.fields.message)) return way.toForm()
    if (view) way.toHome()
    way.tellChat()
    return stage.focus()
  }

  /** The page has closed the panel. */
  #close() {
    this.#way.isOpen = false
    this.#way.tellChat()
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
    if (known === "new") this.#way.renew()
    if (known === "other") {
      draft.restart(true)
      this.#restart()
    }
    await this.#look()
  }

  /** @param {number} unread in the chat */
  #count(unread) {
    if (this.#inChat && !unread) this.#unread = 0 // it was read here or elsewhere, and counted among these
    this.#inChat = unread
    this.desk.page.send({ type: "count", unread: this.#way.isOpen ? 0 : Math.max(unread, this.#unread) })
  }

  /** Ask what is new for somebody who was here before. */
  async #look() {
    const { api, session } = this.desk
    const { known } = session
    try {
      /** @type {import("../wire.js").Me} */
      const me = await api.get("me", known ?? "")
      session.learn(known, me)
      this.#way.conversations = me.conversations
      this.#unread = me.unread
      this.#count(this.#inChat)
      this.#way.stands()
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
      this.#way.door.chat?.part()
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
    this.#opened = this.#way.isOpen = false
    this.#restart()
    page.send({ type: "wiped" })
  }

  /** Begin as if nobody had been here. */
  #restart() {
    this.#touch.restart()
    this.#way.restart()
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
