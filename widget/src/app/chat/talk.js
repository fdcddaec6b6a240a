/**
 * The shopper's chat: which conversation it is, what is said in it, and what is still on its way there.
 *
 * @typedef {{ key: string, text: string, at: number }} Said
 * @typedef {Said & { email: string, more: Said[], invitation: string, order: string }} Opening a first message that nobody has confirmed, and what followed
 * @typedef {{ id?: string, opening?: Opening }} Kept in the browser
 */

import { Refusal } from "../../shared/api.js"
import { Log, Logs } from "../../shared/log.js"
import { Line } from "./line.js"

const FIRST_PAUSE = 1_000 // ms
const LONGEST_PAUSE = 30_000 // ms
const TYPING_EVERY = 3_000 // ms

export class Talk {
  logs = new Logs();
  /** @type {Log | null} */
  current = null;
  /** @type {Opening | null} */
  opening = null;
  isLost = false;
  #typed = 0;
  #told = "";
  #turn = 0;

  /**
   * @param {import("../desk.js").Desk} desk
   * @param {{ changed: () => void, heard: (event: import("../../wire.js").LiveEvent) => void, refused: (error: Refusal, text: string) => void, over: () => void }} tell
   */
  constructor(desk, tell) {
    this.desk = desk
    this.tell = tell
    this.line = new Line(desk, this.logs, {
      frame: (frame) => this.#take(frame),
      status: () => this.tell.changed(),
      over: () => {
        this.#forget()
        this.tell.over()
      },
    })
  }

  /** Go on where this browser was; and be on the line. */
  start() {
    const { id, opening } = this.#kept
    if (id && !this.current) {
      this.current = this.logs.of(id)
      for (const { key, text, at } of this.desk.store.get("chatUnsent") ?? []) this.current.say(key, text, at)
    }
    this.line.start()
    if (opening && !this.opening) this.#open(opening, false)
  }

  get state() {
    return this.current?.state ?? null
  }

  /** What is drawn: the chat, or its first message on the way. */
  get shown() {
    if (this.current || !this.opening) return this.current
    const log = new Log("")
    for (const { key, text, at } of [this.opening, ...this.opening.more]) log.say(key, text, at)
    return log
  }

  get unread() {
    return this.current?.unread("customer").length ?? 0
  }

  get isDown() {
    return this.line.status === "lost" || this.isLost
  }

  /**
   * @param {string} text
   * @param {string} email
   * @param {string} order the number of one that a chat is opened about
   * @returns {number} when it was said
   */
  say(text, email, order) {
    const at = Date.now()
    const key = crypto.randomUUID()
    if (this.current) this.line.say({ conversation: this.current.id, key, text, at })
    else if (this.opening) this.#add({ key, text, at })
    else this.#open({ key, text, email, at, more: [], invitation: this.desk.invitation.taken, order }, true)
    return at
  }

  /** @param {import("../../shared/log.js").Pending} said */
  again({ key, text }) {
    if (this.current) this.line.say({ conversation: this.current.id, key, text, at: Date.now() })
  }

  type() {
    const now = Date.now()
    if (!this.current || now - this.#typed < TYPING_EVERY) return
    this.#typed = now
    this.line.send({ type: "typing", conversation: this.current.id })
  }

  /** Tell who answers where the shopper is, when that has changed. */
  move() {
    const { page } = this.desk
    if (!this.current || !this.state?.live || this.isDown) return
    page.look() // the answer is told the next time
    const told = this.current.id + JSON.stringify(page.whereabouts)
    if (told === this.#told) return
    this.#told = told
    this.line.send({ type: "here", conversation: this.current.id, ...page.whereabouts })
  }

  /** The shopper has seen all that is there. */
  read() {
    const seq = this.current?.unread("customer").at(-1)?.seq
    if (!this.current || !seq || !this.state) return
    this.current.state = { ...this.state, read_by_customer: seq }
    this.line.send({ type: "read", conversation: this.current.id, seq })
  }

  /** @param {string} email */
  leaveAddress(email) {
    return this.#post("address", { email, name: "" })
  }

  end() {
    return this.#post("end", {})
  }

  /** Have it sent by mail. */
  copy() {
    return this.#post("copy", {})
  }

  /**
   * @param {number} score
   * @param {string} comment
   */
  rate(score, comment) {
    return this.#post("rating", { score, comment })
  }

  /** Begin another chat; returns what was not sent in this one. */
  leave() {
    const unsent = [...(this.current?.pending.values() ?? [])].map(({ text }) => text)
    if (this.current) this.logs.drop(this.current.id)
    this.current = null
    this.#keep({})
    this.#keepUnsent()
    this.tell.changed()
    return unsent.join("\n\n")
  }

  /** Nothing of who was here is left, in no tab. */
  forget() {
    this.line.stop(true)
    this.#forget()
  }

  /**
   * @param {string} what
   * @param {object} body
   */
  async #post(what, body) {
    const { api, session } = this.desk
    return api.post(`conversations/${this.current?.id}/${what}`, body, await session.token())
  }

  /** The first message is on its way: this one goes after it. @param {Said} said */
  #add(said) {
    this.opening?.more.push(said)
    this.#keep({ opening: this.opening ?? undefined })
    this.tell.changed()
  }

  /**
   * Send the first message until it is there or refused.
   * @param {Opening} opening
   * @param {boolean} pressed
   */
  async #open(opening, pressed) {
    const turn = ++this.#turn
    this.opening = opening
    this.#keep({ opening })
    this.tell.changed()
    for (let attempts = 0; turn === this.#turn; attempts++) {
      try {
        const { key, text, email, invitation, order = "" } = opening
        const { referrer, cart } = this.desk.page.whereabouts
        const { conversation } = await this.desk.deliver("conversations", { key, text, email, referrer, cart, invitation, order }, pressed && attempts === 0)
        if (turn === this.#turn) this.#opened(conversation, opening)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        if (turn !== this.#turn) return
        if (!error.passing) return this.#refused(error, opening)
        this.isLost = true
        this.tell.changed()
        await online(Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempts))
      }
    }
  }

  /**
   * @param {string} conversation
   * @param {Opening} opening
   */
  #opened(conversation, { key, text, at, more }) {
    this.#turn++
    this.opening = null
    this.isLost = false
    this.desk.ticket.restart()
    this.desk.invitation.taken = "" // another chat comes of itself
    this.current = this.logs.of(conversation)
    this.current.say(key, text, at)
    this.#keep({ id: conversation })
    this.line.follow(conversation)
    for (const said of more) this.line.say({ conversation, ...said })
    this.#keepUnsent()
    this.tell.changed()
  }

  /**
   * @param {Refusal} error
   * @param {Opening} opening
   */
  #refused(error, { text, more }) {
    this.#turn++
    this.opening = null
    this.isLost = false
    this.#keep({})
    this.tell.refused(error, [text, ...more.map((said) => said.text)].join("\n\n"))
  }

  /** @param {import("../../wire.js").FromServer} frame */
  #take(frame) {
    if (frame.type === "welcome") this.#missing(frame)
    if (!this.current && !this.opening) this.#choose()
    if (frame.type === "event" && frame.conversation === this.current?.id) this.tell.heard(frame.event)
    this.#keepUnsent()
    this.tell.changed()
  }

  #keepUnsent() {
    const unsent = [...(this.current?.pending.values() ?? [])]
    if (unsent.length) this.desk.store.set("chatUnsent", unsent)
    else if (this.desk.store.get("chatUnsent")) this.desk.store.remove("chatUnsent")
  }

  /** A chat that goes on, from another tab or device. */
  #choose() {
    const going = this.logs.all.find(({ state }) => state?.live && state.channel === "chat")
    if (!going) return
    this.current = going
    this.#keep({ id: going.id })
  }

  /** The chat of before is none of ours any more. @param {import("../../wire.js").Welcome} welcome */
  #missing({ you, conversations }) {
    const { current } = this
    if (!you || !current || conversations.includes(current.id) || current.pending.size) return
    this.leave()
  }

  #forget() {
    this.#turn++
    this.line.stop()
    this.logs.clear()
    this.current = null
    this.opening = null
    this.isLost = false
    this.tell.changed()
  }

  /** @returns {Kept} */
  get #kept() {
    return this.desk.store.get("chat") ?? {}
  }

  /** @param {Kept} kept */
  #keep(kept) {
    this.desk.store.set("chat", kept)
  }
}

/** Wait so long, or until the network is back. @param {number} ms */
function online(ms) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      removeEventListener("online", done)
      resolve(undefined)
    }
    addEventListener("online", done)
  })
}
