/** The chat behind its front: the conversation, the line, and all that can become of it. */

import { h } from "../shared/dom.js"
import { initials, Thread } from "../shared/thread.js"
import { After } from "./after.js"
import { addressCard } from "./chat/address.js"
import { endQuestion, thanks } from "./chat/ending.js"
import { Menu } from "./chat/menu.js"
import { Sound } from "./chat/sound.js"
import { queued } from "./standing.js"
import { Talk } from "./chat/talk.js"

/** @typedef {import("./states.js").State} State */

/** @type {string[]} where something else stands in the composer's place */
const REPLACED = ["chat-ended", "chat-rated", "chat-ending"]
const LOOK = 5_000 // ms between two looks at where the shopper is
const TICK = 1_000 // ms; what changes by time alone: who types no more, and who has waited long enough

export class Room {
  #asking = false;
  #isShown = false;
  #isOpen = false;
  #drawing = false;
  #aside = "";
  #counted = 0;

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./chat.js").Chat} front
   * @param {(unread: number) => void} count
   */
  constructor(desk, front, count) {
    const { words, store, now } = desk
    this.desk = desk
    this.front = front
    this.count = count
    this.talk = new Talk(desk, {
      changed: () => this.#drawSoon(),
      heard: (event) => this.#heard(event),
      refused: (error, text) => this.#refused(error, text),
      over: () => this.#emptied(),
    })
    this.after = new After(desk, this.talk, { changed: () => this.#drawSoon(), focus: () => this.#keepFocus() })
    this.sound = new Sound(store)
    this.thread = new Thread(
      words,
      {
        isMine: ({ role }) => role === "customer",
        readUpTo: ({ state }) => state?.read_by_agents ?? 0,
        again: (said) => this.talk.again(said),
      },
      now,
    )
    this.menu = new Menu(words, this.sound, { end: () => this.#ask(true), another: () => this.another() })
    this.lost = h("p", { class: "lost", role: "status" })
    this.face = h("span", { class: "face", "aria-hidden": "true" })
    this.aside = h("div")
    front.foot.prepend(this.aside)
    front.welcome.after(this.thread.element, this.lost)
    front.title.parentElement?.before(this.face)
    front.title.parentElement?.after(this.menu.element)
    setInterval(() => this.#isShown && this.#drawSoon(), TICK)
    setInterval(() => document.visibilityState === "visible" && this.talk.move(), LOOK)
    document.addEventListener("visibilitychange", () => this.#drawSoon())
  }

  /** Whether there is a chat that the shopper would want to see first. */
  get goesOn() {
    return Boolean(this.talk.opening || (this.talk.current && !this.talk.state?.ended))
  }

  /** The ids of those that are no mail. @returns {string[]} */
  get chats() {
    return this.talk.logs.all.map(({ id }) => id)
  }

  start() {
    this.talk.start()
  }

  /**
   * @param {boolean} isShown this view and no other
   * @param {boolean} isOpen the panel
   */
  show(isShown, isOpen) {
    const appears = isShown && !this.#isShown
    if (!isOpen && this.#isOpen && this.after.isRated) this.talk.leave() // it is over: who comes back comes with something new
    this.#isShown = isShown
    this.#isOpen = isOpen
    this.#draw()
    if (appears) this.thread.toEnd()
  }

  /** Who is calling has changed. */
  renew() {
    this.talk.line.restart()
  }

  /** Somebody else is here now. */
  forget() {
    this.#asking = false
    this.talk.forget()
  }

  /**
   * @param {string} text
   * @param {string} email
   */
  send(text, email) {
    this.thread.spoke(this.talk.say(text, email, this.front.order))
    this.front.order = ""
  }

  type() {
    this.talk.type()
  }

  /**
   * @param {import("../shared/api.js").Refusal} error
   * @param {string} text
   */
  #refused(error, text) {
    const { composer } = this.front
    composer.giveBack(text)
    if (error.fields.email) this.front.say("chatEmailMissing")
    else if (error.code === "too_many") this.front.say("tooMany", { n: Math.ceil((error.retryAfter ?? 60) / 60) })
    else this.front.say("refused")
    this.#drawSoon()
  }

  /** @param {import("../wire.js").LiveEvent} event */
  #heard({ author, text, seq }) {
    const { state } = this.talk
    if (author.role !== "agent" || !text || !state || seq <= state.read_by_customer) return // nor what is read again
    if (this.talk.line.isLeading && !this.#isWatched) this.sound.play()
  }

  get #isWatched() {
    return this.#isShown && this.#isOpen && document.visibilityState === "visible" && document.hasFocus()
  }

  /** @param {boolean} asking */
  #ask(asking) {
    this.#asking = asking
    this.#draw()
    this.#keepFocus()
  }

  async #end() {
    try {
      await this.talk.end()
    } catch {
      this.front.say("endFailed")
    }
    this.#ask(false)
  }

  /** Begin another chat, with what was not sent in this one. */
  another() {
    const unsent = this.talk.leave()
    this.front.notice.clear()
    if (unsent) this.front.composer.giveBack(unsent)
    this.#draw()
  }

  /** In another tab somebody has logged out, or is somebody else now. */
  #emptied() {
    this.front.composer.put("")
    if (this.#isShown) this.talk.start()
  }

  /** What changes together is drawn once. */
  #drawSoon() {
    if (this.#drawing) return
    this.#drawing = true
    queueMicrotask(() => {
      this.#drawing = false
      this.#draw()
    })
  }

  #draw() {
    const { talk } = this
    const log = talk.shown
    this.front.welcome.hidden = Boolean(log)
    this.thread.element.hidden = !log
    if (log) this.thread.draw(log)
    this.#drawHead()
    this.front.ask(!log)
    const lost = talk.isDown && log ? this.desk.words.say("chatLost") : ""
    if (this.lost.textContent !== lost) this.lost.textContent = lost
    const state = this.#state()
    this.#drawAside(state)
    if (this.#isShown) this.desk.stage.mark(state)
    if (this.#isShown && this.#isOpen && document.visibilityState === "visible") talk.read()
    if (talk.unread !== this.#counted) this.count((this.#counted = talk.unread))
  }

  #drawHead() {
    const { words, shop } = this.desk
    const { state } = this.talk
    const agent = state?.assignee ?? ""
    const code = words.say("chatCode", { code: state?.code ?? "" })
    const hint = agent ? shop.name : this.#waits && this.#counter.open ? queued(words, this.#counter) : code
    set(this.front.title, agent || words.say("chat"))
    set(this.front.hint, this.talk.shown ? hint : "")
    set(this.face, initials(agent))
    this.face.hidden = !agent
    this.menu.draw(Boolean(state?.live), Boolean(state && !state.live && !state.ended))
  }

  /** How it stands: by the line, or as it was told before there was one. */
  get #counter() {
    return this.talk.current?.counter ?? this.desk.standing.counter
  }

  get #waits() {
    return !this.talk.state || this.talk.state.live
  }

  /** @returns {State} */
  #state() {
    const { current, opening, state, isDown } = this.talk
    if (!current && !opening) return this.front.isRefused ? "chat-refused" : "chat-new"
    if (state?.ended) return this.after.isRated ? "chat-rated" : "chat-ended"
    if (this.#asking && state?.live) return "chat-ending"
    if (isDown) return "chat-lost"
    if (state && !state.live) return "chat-mail"
    return this.#waitsTooLong ? "chat-address" : "chat"
  }

  /** Whether nobody has answered within the shop's own time, and there is no address yet. */
  get #waitsTooLong() {
    const { chat } = this.desk.shop
    const { current, state } = this.talk
    const first = current?.events[0]
    if (!current || !first || !state?.live || state.has_address || state.assignee) return false
    if (current.events.some(({ author }) => author.role === "agent")) return false
    const { open, on_duty } = this.#counter
    return !open || !on_duty || Date.now() - Date.parse(first.at) > chat.answerWithin * 1000
  }

  /**
   * What stands above the composer, or in its place. The composer itself is never moved: somebody may be writing in it.
   * @param {State} state
   */
  #drawAside(state) {
    if (state === this.#aside || state === "chat-lost") return
    this.#aside = state
    const { composer, foot } = this.front
    const hadFocus = foot.contains(document.activeElement)
    const aside = this.#asideOf(state)
    this.aside.replaceChildren(...(aside ? [aside] : []))
    composer.element.hidden = REPLACED.includes(state)
    const focused = document.activeElement
    if (hadFocus && (!foot.contains(focused) || (composer.element.hidden && composer.element.contains(focused)))) this.#keepFocus()
  }

  /** @param {State} state */
  #asideOf(state) {
    const { words } = this.desk
    const onward = { another: () => this.another(), copy: this.desk.session.copies ? () => this.talk.copy() : null }
    if (state === "chat-ended") return this.after.ask(onward)
    if (state === "chat-rated") return thanks(words, onward)
    if (state === "chat-ending") return endQuestion(words, { end: () => this.#end(), stay: () => this.#ask(false) })
    if (state === "chat-address") return addressCard(this.desk, this.#counter, (email) => this.talk.leaveAddress(email))
    return null
  }

  /** What had the focus is not there any more: it goes to what took its place. */
  #keepFocus() {
    const { composer } = this.front
    const next = composer.element.hidden ? this.aside.querySelector(".asking, input, button, [tabindex]") : composer.text
    if (next instanceof HTMLElement) next.focus()
  }
}

/**
 * @param {HTMLElement} element
 * @param {string} text
 */
function set(element, text) {
  if (element.textContent !== text) element.textContent = text
}
