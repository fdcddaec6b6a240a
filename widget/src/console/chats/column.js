/** One chat: who it is, how long they wait, what was said, and where it is answered. */

import { h } from "../../shared/dom.js"
import { canUnsend } from "../../shared/line.js"
import { initials, Thread } from "../../shared/thread.js"
import { recall, remember } from "../storage.js"
import { toast } from "../toast.js"
import { say } from "../words.js"
import { ChatComposer } from "./composer.js"
import { waitsSince } from "./desk.js"
import { CLOSE, END, INFO, PASS_ON, drawn } from "./icons.js"
import { lasting, shopperName, voice } from "./names.js"

const FACTS = "chat-facts" // the name of the choice
const PHONE = 839 // px
const TYPING_EVERY = 2_000 // ms; more often is not passed on

/**
 * @typedef {import("../../wire.js").FromServer} FromServer
 *
 * @typedef {object} Place what a column needs to know of the page around it
 * @property {import("./desk.js").ChatDesk} desk
 * @property {import("./names.js").Names} names
 * @property {string} chats the address of what is asked about a chat
 * @property {string} conversations the address of whole conversations
 * @property {(question: string) => Promise<boolean>} ask
 * @property {(id: string) => void} close
 * @property {(id: string, name: string) => void} passOn
 */

export class ChatColumn {
  #typed = 0
  #read = 0
  #looked = ""
  #typists = ""
  #fresh = 0

  /**
   * @param {string} id
   * @param {Place} place
   */
  constructor(id, place) {
    this.id = id
    this.place = place
    const { desk, names } = place
    this.thread = new Thread(
      voice(names, () => this.name),
      {
        isMine: ({ id: author }) => author === names.me,
        readUpTo: ({ state }) => state?.read_by_customer ?? 0,
        again: (said) => desk.again(id, said),
        offers: (said) => (said.why?.startsWith("held_") ? this.#offers(said) : null),
        mend: (event) => this.#correct(event),
        unsend: ({ seq }) => desk.send({ type: "unsend", conversation: id, seq }),
        remark: ({ body }) => (body?.anyway ? say(`chat.sent_${body.anyway}`) : ""),
      },
      () => new Date(),
    )
    this.composer = new ChatComposer(id, `${place.chats}/${id}/replies`, {
      say: (text) => (this.thread.spoke(Date.now()), desk.say(id, text)),
      mend: (seq, key, text, anyway) => desk.send({ type: "mend", conversation: id, seq, key, text, anyway }),
      note: (key, text) => desk.send({ type: "note", conversation: id, key, text }),
      type: (note) => this.#type(note),
    })
    this.face = h("span", { class: "face", "aria-hidden": "true" })
    this.title = h("h2", { class: "cut", id: `chat-name-${id}` })
    this.code = h("a", { id: `chat-code-${id}`, class: "num", hidden: true, href: `${place.conversations}/${id}` })
    this.waits = h("span", { class: "tag warn num", hidden: true })
    this.end = h("button", { class: "btn small", type: "button", onclick: () => this.#end() }, drawn(END, "small"), say("chat.end"))
    this.pass = h("button", { class: "btn bare only", type: "button", title: say("chat.pass_on"), "aria-label": say("chat.pass_on"), onclick: () => place.passOn(id, this.name) }, drawn(PASS_ON))
    this.shut = h("button", { class: "btn bare only", type: "button", "aria-label": say("chat.close"), onclick: () => place.close(id) }, drawn(CLOSE))
    this.facts = h("div", { class: "facts-of", id: `facts-${id}` })
    this.about = h(
      "button",
      { class: "btn bare only about", type: "button", title: say("chat.about"), "aria-label": say("chat.about"), "aria-expanded": "false", "aria-controls": this.facts.id, onclick: () => this.#chooseFacts() },
      drawn(INFO),
    )
    this.#showFacts((recall(FACTS) ?? (innerWidth > PHONE ? "on" : "off")) === "on")
    this.foot = h("div", { class: "chat-foot" })
    this.element = h(
      "section",
      { class: "chat-column", "aria-labelledby": `chat-name-${id} chat-code-${id}`, "data-chat": id },
      h(
        "div",
        { class: "chat-body" },
        h("header", { class: "chat-head" }, this.face, h("div", { class: "chat-who" }, this.title, h("p", { class: "quiet" }, this.code, this.waits)), this.about, this.pass, this.end, this.shut),
        this.facts,
        this.thread.element,
        this.foot,
      ),
    )
  }

  get log() {
    return this.place.desk.logs.of(this.id)
  }

  get name() {
    return shopperName(this.log.state?.name)
  }

  get unread() {
    return this.log.unread("agent").filter(({ seq, kind }) => seq > this.#read && kind !== "note").length
  }

  /** Since when the shopper waits, in ms. */
  get waitsSince() {
    return this.log.state?.live ? waitsSince(this.log) : 0
  }

  /** @param {FromServer} frame about this chat */
  hear(frame) {
    if (frame.type === "event") this.composer.saved(frame.event.author.id === this.place.names.me ? frame.event.key ?? "" : "")
    if (frame.type === "event" && frame.event.kind === "left_address") this.#lookUp()
    if (frame.type === "event" && ["mended", "redacted"].includes(frame.event.kind)) this.composer.corrected(frame.event.body?.seq)
    if (frame.type === "error" && frame.key) this.composer.refused(frame.key, frame.code)
  }

  draw() {
    const { log, name } = this
    const { state } = log
    if (state && this.#looked !== told(state)) this.#lookUp()
    if (this.title.textContent !== name) {
      this.title.textContent = name
      this.face.textContent = initials(name)
    }
    this.code.hidden = !state
    if (state) this.code.textContent = state.code
    this.thread.draw(log)
    this.#drawFoot()
    this.tick()
  }

  /** What changes with the time alone. */
  tick() {
    const since = this.waitsSince
    this.waits.hidden = !since
    if (since) this.waits.textContent = say("chat.waits", { time: lasting(Date.now() - since) })
    const now = Date.now()
    const typists = this.log.typists(now).map(({ id, role }) => id ?? role).join()
    const fresh = this.log.events.filter((event) => event.author.id === this.place.names.me && canUnsend(event, now)).length
    if (typists !== this.#typists || fresh !== this.#fresh) {
      this.#typists = typists
      this.#fresh = fresh
      this.thread.draw(this.log)
    }
  }

  /** Somebody has it before their eyes. */
  read() {
    const last = this.log.events.at(-1)?.seq ?? 0
    if (!this.#isIn) return // whoever only looks on reads nothing for the shop
    if (last <= Math.max(this.#read, this.log.state?.read_by_agents ?? 0)) return
    this.#read = last
    this.place.desk.send({ type: "read", conversation: this.id, seq: last })
  }

  focus() {
    const target = this.foot.dataset.shows === "composer" ? this.composer.text : this.foot.querySelector("button, a")
    if (target instanceof HTMLElement) target.focus()
  }

  /** Whether the agent has this chat, or has come into it beside whoever has it. */
  get #isIn() {
    const { state, events } = this.log
    const { me } = this.place.names
    return this.place.desk.isMine(this.id) || Boolean(state?.assignee && events.some(({ kind, author }) => kind === "joined" && author.id === me))
  }

  #drawFoot() {
    const { state } = this.log
    const isLive = state?.live ?? true
    const wanted = !state ? "" : state.ended ? "over" : !isLive ? "by_mail" : this.#isIn ? "composer" : `join ${state.assignee ?? ""}`
    this.end.hidden = this.pass.hidden = wanted !== "composer"
    this.shut.hidden = wanted === "composer" && this.place.desk.isMine(this.id)
    if (this.foot.dataset.shows === wanted) return
    this.foot.dataset.shows = wanted
    this.foot.replaceChildren(...this.#footOf(wanted))
  }

  /**
   * @param {string} wanted
   * @returns {Node[]}
   */
  #footOf(wanted) {
    this.composer.whisper(wanted !== "composer")
    if (wanted === "composer") return [this.composer.element]
    if (wanted.startsWith("join")) {
      const assignee = wanted.slice(5)
      const join = () => this.place.desk.send({ type: "join", conversation: this.id })
      return [
        h("p", { class: "quiet" }, assignee ? say("chat.is_with", { name: assignee }) : say("chat.is_with_nobody")),
        h("button", { class: "btn main", type: "button", onclick: join }, say(assignee ? "chat.join" : "chat.take")),
        this.composer.element,
      ]
    }
    return wanted ? [h("p", { class: "quiet" }, say(`chat.${wanted}`))] : []
  }

  /**
   * What can be done with a message that had better be looked at again.
   * @param {import("../../shared/log.js").Pending} said
   */
  #offers(said) {
    const anyway = () => this.place.desk.again(this.id, { ...said, anyway: true })
    return [["mend", () => this.#mend(said)], ["send_anyway", anyway]].map(([word, onclick]) =>
      h("button", { type: "button", class: "link", onclick: /** @type {() => void} */ (onclick) }, say(`chat.${word}`)),
    )
  }

  /** @param {import("../../wire.js").LiveEvent} event of one's own, to be put right */
  #correct({ seq, text = "" }) {
    if (!this.composer.correct(seq, text)) toast(say("chat.mend_later"))
    this.focus()
  }

  /** @param {import("../../shared/log.js").Pending} said */
  #mend({ key, text }) {
    if (this.composer.mend(text)) this.place.desk.takeBack(this.id, key)
    else toast(say("chat.mend_later"))
    this.focus()
  }

  async #end() {
    if (await this.place.ask(say("chat.end_sure"))) this.place.desk.send({ type: "end", conversation: this.id })
  }

  /** @param {boolean} shows */
  #showFacts(shows) {
    this.facts.classList.toggle("shown", shows)
    this.about.setAttribute("aria-expanded", String(shows))
  }

  /** Columns that are opened later do the same. */
  #chooseFacts() {
    const shows = !this.facts.classList.contains("shown")
    remember(FACTS, shows ? "on" : "off")
    this.#showFacts(shows)
  }

  #lookUp() {
    if (this.log.state) this.#looked = told(this.log.state)
    window.htmx.ajax("GET", `${this.place.chats}/${this.id}/facts`, { target: this.facts, swap: "innerHTML" })
  }

  /** @param {boolean} note */
  #type(note) {
    const now = Date.now()
    if (now - this.#typed < TYPING_EVERY) return
    this.#typed = now
    this.place.desk.send({ type: "typing", conversation: this.id, note })
  }
}

/** @param {import("../../wire.js").LiveState} state */
function told(state) {
  return JSON.stringify(state.told)
}
