/** The conversation as it grows: catching up and keeping up are the same loop. */

import { Refusal } from "../shared/api.js"
import { h } from "../shared/dom.js"

/** @typedef {{ seq: number, kind: string, at: string, text: string, agent: string | null }} Said */

const WAIT = 25 // seconds that the server may hold the question
const FIRST_RETRY = 1_000 // ms
const LONGEST_RETRY = 30_000 // ms

export class Log {
  #after = 0;
  #failures = 0;
  #day = "";

  /**
   * @param {HTMLElement} place
   * @param {import("../shared/api.js").Api} api
   * @param {import("../shared/words.js").Words} words
   */
  constructor(place, api, words) {
    this.place = place
    this.api = api
    this.words = words
    this.time = new Intl.DateTimeFormat(words.language, { hour: "numeric", minute: "2-digit" })
    this.date = new Intl.DateTimeFormat(words.language, { weekday: "long", day: "numeric", month: "long" })
  }

  async follow() {
    for (;;) {
      try {
        const wait = this.#after ? WAIT : 0
        /** @type {{ events: Said[] }} */
        const { events } = await this.api.get(`events?after=${this.#after}&wait=${wait}`)
        this.#failures = 0
        this.#add(events)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        if (error.status === 401) return this.#end()
        await this.#pause()
      }
    }
  }

  /** @param {Said[]} events */
  #add(events) {
    for (const event of events) {
      this.#after = event.seq
      this.place.append(...this.#draw(event))
    }
    this.place.setAttribute("aria-busy", "false")
    if (events.length) this.place.lastElementChild?.scrollIntoView({ block: "nearest" })
  }

  /**
   * @param {Said} event
   * @returns {HTMLElement[]}
   */
  #draw(event) {
    const at = new Date(event.at)
    const day = this.date.format(at)
    const heading = day === this.#day ? [] : [h("p", { class: "day" }, day)]
    this.#day = day
    if (!event.text) return [...heading, h("p", { class: "happened" }, this.words.say(event.kind, { who: event.agent ?? "" }))]
    const who = event.agent ?? this.words.say("you")
    const meta = h("p", { class: "who" }, `${who} · `, h("time", { datetime: event.at }, this.time.format(at)))
    return [...heading, h("article", { class: event.agent ? "them" : "me" }, meta, h("p", { class: "text" }, event.text))]
  }

  #end() {
    this.place.append(h("p", { class: "happened", role: "alert" }, this.words.say("link_needed")))
  }

  /** Full jitter, so a restarted server is not met by everyone at once. */
  #pause() {
    const delay = Math.random() * Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** this.#failures++)
    return new Promise((resolve) => setTimeout(resolve, delay))
  }
}
