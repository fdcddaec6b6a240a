/**
 * Draws a log: what was said in bubbles, under days, names and faces, and what became of each message.
 *
 * A row that is there already stays the element that it is, so assistive technology reads out only what is new, and a
 * message does not move when it is confirmed.
 *
 * @typedef {import("../wire.js").LiveEvent} LiveEvent
 * @typedef {import("../wire.js").Author} Author
 * @typedef {import("./log.js").Log} Log
 * @typedef {import("./log.js").Pending} Pending
 *
 * @typedef {object} Voice
 * @property {(name: string, values?: Record<string, string | number>) => string} say
 * @property {(name: string) => boolean} has
 * @property {string} locale
 *
 * @typedef {object} Side how this reader sees it
 * @property {(author: Author) => boolean} isMine
 * @property {(log: Log) => number} readUpTo by the others
 * @property {(said: Pending) => void} again sends again what failed
 * @property {(said: Pending) => HTMLElement[] | null} [offers] what else can be done with it
 * @property {(event: LiveEvent) => string} [remark] above what was said
 * @property {(event: LiveEvent) => void} [unsend] takes back what was just said
 * @property {(event: LiveEvent) => void} [mend] puts it right
 *
 * @typedef {import("./line.js").Line} Line
 * @typedef {{ key: string, sign: string, draw: () => HTMLElement }} Row
 */

import { h } from "./dom.js"
import { linked } from "./links.js"
import { canUnsend, together } from "./line.js"

const AT_END = 80 // px from the end that still count as reading the end
const DAY = 86_400_000 // ms

export class Thread {
  /** @type {Map<string, { sign: string, element: HTMLElement }>} */
  #drawn = new Map();
  #last = 0;
  #spoke = 0;
  #top = 0;
  #follows = true; // the end, and has not scrolled up to read what was before
  /** @type {Log | null} */
  #log = null;

  /**
   * @param {Voice} words
   * @param {Side} side
   * @param {() => Date} now
   */
  constructor(words, side, now) {
    this.words = words
    this.side = side
    this.now = now
    this.time = new Intl.DateTimeFormat(words.locale, { hour: "numeric", minute: "2-digit" })
    this.date = new Intl.DateTimeFormat(words.locale, { weekday: "long", day: "numeric", month: "long" })
    this.log = h("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": words.say("thread"), tabindex: 0 })
    this.newer = h("button", { type: "button", class: "newer", hidden: true, onclick: () => this.toEnd() }, words.say("newer"))
    this.element = h("div", { class: "thread" }, this.log, this.newer)
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true })
    new ResizeObserver(() => this.#follows && this.toEnd()).observe(this.log)
  }

  get isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log
    return scrollHeight - scrollTop - clientHeight < AT_END
  }

  toEnd() {
    this.#follows = true
    this.log.scrollTop = this.log.scrollHeight
    this.#top = this.log.scrollTop
    this.newer.hidden = true
  }

  /** Only who goes up leaves the end: a place that gets smaller, or a text that gets longer, moves nobody. */
  #scrolled() {
    if (this.isAtEnd) this.#follows = this.newer.hidden = true
    else if (this.log.scrollTop < this.#top) this.#follows = false
    this.#top = this.log.scrollTop
  }

  /**
   * Draw a log as it is now.
   * @param {Log} log
   */
  draw(log) {
    this.#scrolled()
    if (log !== this.#log) this.#clear(log)
    this.#place(this.#rows(log))
    const last = Math.max(0, ...log.events.filter(({ text }) => text).map(({ seq }) => seq))
    const spoke = log.pending.size > 0 && [...log.pending.values()].at(-1)?.at === this.#spoke
    if (this.#follows || spoke) this.toEnd()
    else if (last > this.#last) this.newer.hidden = false
    this.#last = last
    this.#spoke = 0
  }

  /** Somebody has just said something here, and wants to see it. @param {number} at ms */
  spoke(at) {
    this.#spoke = at
  }

  /** @param {Log} log */
  #clear(log) {
    this.#log = log
    this.#last = this.#top = 0
    this.#drawn.clear()
    this.log.replaceChildren()
    this.#follows = true
  }

  /** @param {Row[]} rows */
  #place(rows) {
    const kept = new Map()
    let here = this.log.firstElementChild
    for (const { key, sign, draw } of rows) {
      const before = this.#drawn.get(key)
      const element = before?.sign === sign ? before.element : draw()
      if (before && before.element !== element) {
        if (before.element === here) here = element
        before.element.replaceWith(element)
      } else if (element !== here) this.log.insertBefore(element, here)
      here = element.nextElementSibling
      kept.set(key, { sign, element })
    }
    for (const [key, { element }] of this.#drawn) if (!kept.has(key)) element.remove()
    this.#drawn = kept
  }

  /**
   * @param {Log} log
   * @returns {Row[]}
   */
  #rows(log) {
    const rows = /** @type {Row[]} */ ([])
    const lines = this.#lines(log)
    const lastMine = lines.findLast(({ mine, event, happened }) => mine && event && !happened && event.kind !== "note")
    let day = ""
    lines.forEach((line, index) => {
      const at = new Date(line.at)
      const before = lines[index - 1]
      const after = lines[index + 1]
      const today = this.#day(at)
      if (today !== day) rows.push({ key: `day ${at.toDateString()}`, sign: today, draw: () => h("p", { class: "day" }, today) })
      const begins = today !== day || !together(before, line)
      day = today
      const ends = !together(line, after) || line === lastMine || line.pending?.state === "failed"
      if (begins && !line.mine && !line.happened) rows.push(this.#who(line))
      rows.push(line.happened ? this.#happened(line.key, line.happened) : this.#bubble(line))
      if (ends && !line.happened) rows.push(this.#foot(line, log, line === lastMine))
    })
    const typists = log.typists(this.now().getTime()).map(({ name }) => name || this.words.say("they"))
    if (typists.length) rows.push(this.#typing(typists.join(", ")))
    return rows
  }

  /**
   * What there is to read, in order: what was said, what happened, what is on its way.
   * @param {Log} log
   * @returns {Line[]}
   */
  #lines(log) {
    const lines = log.events.flatMap((event) => this.#line(event))
    for (const said of log.pending.values()) {
      lines.push({ key: said.key, at: said.at, mine: true, text: said.text, who: "", by: "me", pending: said })
    }
    return lines
  }

  /**
   * @param {LiveEvent} event
   * @returns {Line[]}
   */
  #line(event) {
    const { author, key, seq, kind, body = {} } = event
    const who = author.name ?? ""
    const mine = this.side.isMine(author)
    const line = { key: key || `${seq}`, at: Date.parse(event.at), mine, who, by: mine ? "me" : author.id ?? author.role, event }
    const text = body.redacted ? this.words.say("redacted") : event.text
    if (text) return [{ ...line, text }]
    const happened = `happened_${kind}`
    if (!this.words.has(happened)) return []
    const sentence = this.words.say(happened, { name: who, role: author.role, ...body })
    return sentence ? [{ ...line, text: "", happened: sentence }] : []
  }

  /**
   * @param {string} key
   * @param {string} sentence
   * @returns {Row}
   */
  #happened(key, sentence) {
    return { key: `happened ${key}`, sign: sentence, draw: () => h("p", { class: "happened" }, sentence) }
  }

  /**
   * @param {Line} line
   * @returns {Row}
   */
  #who({ key, who }) {
    const name = who || this.words.say("they")
    const face = h("span", { class: "face", "aria-hidden": "true" }, initials(name))
    return { key: `who ${key}`, sign: name, draw: () => h("p", { class: "who" }, face, name) }
  }

  /**
   * @param {Line} line
   * @returns {Row}
   */
  #bubble({ key, mine, text, event }) {
    const kind = `${mine ? "me" : "them"}${event?.kind === "note" ? " note" : ""}`
    const isNote = event?.kind === "note"
    const remark = [event?.body?.mended && this.words.say("mended"), event && this.side.remark?.(event)].filter(Boolean).join(" · ")
    const goesOn = this.#log?.state?.live ?? true // else a mail or a copy may hold it already
    const isFresh = event && mine && goesOn && this.side.unsend && canUnsend(event, this.now().getTime())
    const changes = () => (isFresh ? [this.#change(event, "mend"), this.#change(event, "unsend")] : [])
    const label = isNote ? h("span", { class: "label" }, this.words.say("note")) : mine && h("span", { class: "unseen" }, `${this.words.say("you")}: `)
    return { key: `said ${key}`, sign: kind + remark + (isFresh ? "fresh " : "") + text, draw: () => h("div", { class: `said ${kind}` }, label, remark && h("span", { class: "label" }, remark), ...linked(text), ...changes()) }
  }

  /**
   * @param {LiveEvent} event
   * @param {"mend" | "unsend"} what
   */
  #change(event, what) {
    return this.side[what] && h("button", { type: "button", class: "link small", onclick: () => this.side[what]?.(event) }, this.words.say(what))
  }

  /**
   * @param {Line} line
   * @param {Log} log
   * @param {boolean} isLast of mine that the server has
   * @returns {Row}
   */
  #foot({ key, at, mine, event, pending }, log, isLast) {
    const time = this.time.format(at)
    const read = event && isLast && event.seq <= this.side.readUpTo(log)
    const state = pending ? pending.state : read ? "read" : isLast ? "sent" : ""
    const values = { time, n: Math.ceil((pending?.retryAfter ?? 60) / 60) }
    const why = pending?.state === "failed" && this.words.has(`refused_${pending.why}`) ? `refused_${pending.why}` : "refused_other"
    const words = !state ? time : this.words.say(state === "failed" ? why : `state_${state}`, values)
    const offers = () => (pending?.state !== "failed" ? [] : this.side.offers?.(pending) ?? [this.#again(pending)])
    const kind = `foot ${mine ? "me" : "them"} ${state}`
    return { key: `foot ${key}`, sign: kind + words, draw: () => h("p", { class: kind }, words, ...offers()) }
  }

  /** @param {Pending} said */
  #again(said) {
    return h("button", { type: "button", class: "link", onclick: () => this.side.again(said) }, this.words.say("again"))
  }

  /**
   * @param {string} name
   * @returns {Row}
   */
  #typing(name) {
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"))
    const sentence = h("span", { class: "unseen" }, this.words.say("types", { name }))
    return { key: "typing", sign: name, draw: () => h("p", { class: "said them typing" }, dots, sentence) }
  }

  /** @param {Date} at */
  #day(at) {
    const days = Math.round((midnight(this.now()) - midnight(at)) / DAY)
    return days === 0 ? this.words.say("today") : days === 1 ? this.words.say("yesterday") : this.date.format(at)
  }
}

/** @param {string} name */
export function initials(name) {
  const words = name.split(/\s+/u).filter(Boolean)
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase()
}

/** @param {Date} time */
const midnight = (time) => new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime()
