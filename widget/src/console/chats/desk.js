/**
 * An agent's live line and what it brought: the board, and a log for each chat that they have or look at.
 *
 * What was said and is not confirmed is kept in the browser, so that neither a reload nor another page loses it.
 *
 * @typedef {import("./frames.d.ts").Board} Board
 * @typedef {import("./frames.d.ts").FromAgent} FromAgent
 * @typedef {import("../../wire.js").FromServer} FromServer
 * @typedef {import("../../shared/log.js").Log} Log
 * @typedef {import("../../shared/connection.js").Status} Status
 *
 * @typedef {object} Tell
 * @property {() => void} changed
 * @property {(frame: FromServer | Board) => void} heard
 */

import { Connection, watchPage } from "../../shared/connection.js"
import { Logs } from "../../shared/log.js"
import { csrfToken } from "../requests.js"
import { recall, remember } from "../storage.js"

const LIFE = 24 * 60 * 60_000 // ms: what was not sent in a day says something else by now

export class ChatDesk {
  /** @type {Board | null} */
  board = null
  logs = new Logs()
  /** @type {Status} */
  status = "stopped"
  #kept = "[]"

  /**
   * @param {string} me the agent's id
   * @param {URL} address of the line
   * @param {Tell} tell
   */
  constructor(me, address, tell) {
    this.me = me
    this.tell = tell
    this.connection = new Connection(
      this.logs,
      {
        open: () => new WebSocket(address, "mostrador.v1"),
        hello: async () => ({ csrf: csrfToken() }),
        renew: async () => location.reload(), // the session is over: the server shows the door
        now: Date.now,
        later: (work, ms) => setTimeout(work, ms),
        never: (timer) => clearTimeout(timer),
        random: Math.random,
      },
      { frame: (frame) => this.#take(frame), status: (status) => this.#turn(status) },
    )
  }

  start() {
    if (this.status !== "stopped") return
    this.#bringBack()
    watchPage(this.connection)
    this.connection.start()
  }

  /** @param {FromAgent} frame */
  send(frame) {
    return this.connection.send(/** @type {import("../../wire.js").FromClient} */ (frame))
  }

  /**
   * Follow a chat.
   * @param {string} id
   */
  watch(id) {
    if (this.logs.find(id)) return
    this.logs.of(id)
    this.send({ type: "watch", conversation: id, after: 0 })
  }

  /** @param {string} id */
  unwatch(id) {
    this.logs.drop(id)
    this.send({ type: "unwatch", conversation: id })
  }

  /**
   * @param {string} id
   * @param {string} text
   */
  say(id, text) {
    this.#say(id, crypto.randomUUID(), text)
  }

  /**
   * Send again what the server refused.
   * @param {string} id
   * @param {import("../../shared/log.js").Pending} said
   */
  again(id, { key, text, anyway }) {
    this.#say(id, key, text, anyway)
  }

  /**
   * Take back what the server did not take.
   * @param {string} id
   * @param {string} key
   */
  takeBack(id, key) {
    this.logs.of(id).pending.delete(key)
    this.#changed()
  }

  /** @param {string} id */
  isMine(id) {
    return this.board?.mine.some(({ conversation }) => conversation === id) ?? false
  }

  /**
   * How many chats ring here, or have a shopper who waits for an answer.
   * @returns {number}
   */
  get calls() {
    const { ringing = [], mine = [] } = this.board ?? {}
    const waiting = mine.filter(({ conversation }) => waitsSince(this.logs.find(conversation)))
    return ringing.length + waiting.length
  }

  /**
   * @param {string} id
   * @param {string} key
   * @param {string} text
   * @param {boolean} [anyway]
   */
  #say(id, key, text, anyway) {
    this.logs.of(id).say(key, text, Date.now(), anyway)
    this.send({ type: "say", conversation: id, key, text, anyway })
    this.#changed()
  }

  /** @param {FromServer} frame */
  #take(frame) {
    const said = /** @type {FromServer | Board} */ (frame)
    if (said.type === "board") {
      this.board = said
      for (const { conversation } of said.mine) this.watch(conversation)
    }
    this.tell.heard(said)
    this.#changed()
  }

  /** @param {Status} status */
  #turn(status) {
    this.status = status
    this.tell.changed()
  }

  #changed() {
    const said = this.logs.all.flatMap(({ id, pending }) => [...pending.values()].map(({ key, text, at, anyway }) => ({ id, key, text, at, anyway })))
    const kept = JSON.stringify(said)
    if (kept !== this.#kept) remember(this.#name, (this.#kept = kept))
    this.tell.changed()
  }

  #bringBack() {
    /** @type {{ id: string, key: string, text: string, at: number, anyway?: boolean }[]} */
    const said = JSON.parse(recall(this.#name) ?? "[]")
    for (const { id, key, text, at, anyway } of said) if (Date.now() - at < LIFE) this.logs.of(id).say(key, text, at, anyway)
  }

  get #name() {
    return `sending:${this.me}`
  }
}

/**
 * Since when the shopper waits for an answer, in ms; 0 if not.
 * @param {Log | undefined} log
 */
export function waitsSince(log) {
  if (!log || log.state?.ended) return 0
  const said = log.events.filter(({ body }) => !body?.redacted)
  const spoken = said.filter(({ kind, author }) => author.role === "customer" ? kind === "chat" || kind === "message" : kind === "message")
  const answered = spoken.findLastIndex(({ author }) => author.role === "agent")
  const first = spoken[answered + 1]
  return first && !log.pending.size ? Date.parse(first.at) : 0
}
