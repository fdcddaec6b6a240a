/**
 * One line for all tabs: the tab that holds the lock has the connection and passes on what it hears. Where a browser
 * has no locks, or none in a frame, each tab has a line of its own.
 *
 * @typedef {import("../../wire.js").FromServer} FromServer
 * @typedef {import("../../wire.js").FromClient} FromClient
 * @typedef {import("../../shared/connection.js").Status} Status
 * @typedef {{ conversation: string, key: string, text: string, at: number }} Saying
 *
 * @typedef {{ here: true }
 *   | { frame: FromServer }
 *   | { status: Status }
 *   | { say: Saying }
 *   | { out: FromClient }
 *   | { follow: string }
 *   | { known: ReturnType<import("../../shared/log.js").Logs["takeStock"]>, status: Status }
 *   | { over: true }} Passed between tabs
 */

import { Connection, watchPage } from "../../shared/connection.js"
import { plainWay } from "./plain.js"

const ANSWER_WITHIN = 3_000 // ms; a tab that does not answer by then is asleep, as phones do with those behind

export class Line {
  /** @type {Status} */
  status = "stopped";
  /** @type {BroadcastChannel | null} */
  #channel = null;
  /** @type {string} the token that the server heard last */
  #used = "";
  #leads = false;
  #release = () => {};
  #isOn = false;
  #watched = false;
  #asleep = 0;

  /**
   * @param {import("../desk.js").Desk} desk
   * @param {import("../../shared/log.js").Logs} logs
   * @param {{ frame: (frame: FromServer) => void, status: (status: Status) => void, over: () => void }} tell
   */
  constructor(desk, logs, tell) {
    this.desk = desk
    this.logs = logs
    this.tell = tell
    document.addEventListener("visibilitychange", () => this.#ask())
    const token = async () => (this.#used = await desk.session.token())
    const api = new URL("../../../live", import.meta.url)
    api.protocol = api.protocol.replace("http", "ws")
    this.connection = new Connection(
      logs,
      {
        open: () => new WebSocket(api, "mostrador.v1"),
        hello: async () => ({ token: await token() }),
        renew: async () => desk.over(this.#used),
        plain: plainWay(desk.api, token),
        now: Date.now,
        later: (work, ms) => setTimeout(work, ms),
        never: (timer) => clearTimeout(timer),
        random: Math.random,
      },
      { frame: (frame) => this.#heard(frame), status: (status) => this.#turned(status) },
    )
  }

  get isLeading() {
    return this.#leads
  }

  start() {
    if (this.#isOn) return
    this.#isOn = true
    this.#turned("dialling")
    try {
      if (!navigator.locks) throw new Error("This browser has no locks.")
      this.#share()
    } catch {
      this.#lead()
    }
  }

  /**
   * @param {boolean} [everywhere] whether all tabs are to forget what they know
   */
  stop(everywhere) {
    if (everywhere) this.#pass({ over: true })
    this.#isOn = false
    clearTimeout(this.#asleep)
    this.connection.stop()
    this.#release()
    this.#release = () => {}
    this.#channel?.close()
    this.#channel = null
    this.#leads = false
    this.#turned("stopped")
  }

  /** Who we are to the server has changed. */
  restart() {
    if (this.#leads) this.connection.restart()
  }

  /**
   * Say something, in all tabs at once.
   * @param {Saying} said
   */
  say(said) {
    this.#pass({ say: said })
    this.#said(said)
  }

  /** @param {FromClient} frame what is lost where there is no line just now */
  send(frame) {
    if (this.#leads) this.connection.send(frame)
    else this.#pass({ out: frame })
  }

  /** @param {string} conversation that has just been opened */
  follow(conversation) {
    this.logs.of(conversation)
    if (this.#leads) this.connection.follow(conversation)
    else this.#pass({ follow: conversation })
  }

  #share() {
    this.#channel = new BroadcastChannel(this.#name)
    this.#channel.onmessage = ({ data }) => this.#receive(data)
    this.#queue({})
    this.#ask()
  }

  /** Tabs of another version of the widget have a line of their own. */
  get #name() {
    return `${this.desk.shop.id}:${this.desk.boot.version}`
  }

  /** Stand in the queue for the lock. @param {LockOptions} options */
  #queue(options) {
    const channel = this.#channel
    const isCurrent = () => this.#isOn && channel === this.#channel
    const held = new Promise((resolve) => {
      const before = this.#release
      this.#release = () => (before(), resolve(undefined))
    })
    const lead = () => {
      if (!isCurrent()) return undefined // it was stopped while it stood in the queue
      this.#lead()
      return held
    }
    navigator.locks.request(this.#name, options, lead).catch(() => isCurrent() && this.#dropped())
  }

  /** Ask the leading tab what it knows. One that does not answer is asleep, and this one takes its place. */
  #ask() {
    if (this.#leads || !this.#channel || document.visibilityState !== "visible") return
    this.#pass({ here: true })
    clearTimeout(this.#asleep)
    this.#asleep = setTimeout(() => this.#leads || this.#queue({ steal: true }), ANSWER_WITHIN)
  }

  /** Another tab took over; or this frame may have no lock. */
  #dropped() {
    if (!this.#leads) return this.#lead()
    this.#leads = false
    this.connection.stop()
    this.#turned("dialling")
    this.#queue({})
    return this.#ask()
  }

  #lead() {
    if (this.#leads) return
    this.#leads = true
    clearTimeout(this.#asleep)
    this.connection.start()
    if (!this.#watched) watchPage(this.connection)
    this.#watched = true
  }

  /** @param {Passed} passed */
  #receive(passed) {
    if ("frame" in passed) this.#take(passed.frame)
    else if ("known" in passed) this.#adopt(passed.known, passed.status)
    else if ("status" in passed) this.#turned(passed.status)
    else if ("say" in passed) this.#said(passed.say)
    else if ("over" in passed) this.tell.over()
    else if (!this.#leads) return
    else if ("here" in passed) this.#pass({ known: this.logs.takeStock(), status: this.status })
    else if ("out" in passed) this.connection.send(passed.out)
    else this.connection.follow(passed.follow)
  }

  /** @param {Saying} said */
  #said({ conversation, key, text, at }) {
    this.logs.of(conversation).say(key, text, at)
    if (this.#leads) this.connection.send({ type: "say", conversation, key, text })
    this.tell.frame({ type: "conversation", conversation })
  }

  /** The connection's; its log has it already. @param {FromServer} frame */
  #heard(frame) {
    this.#pass({ frame })
    this.tell.frame(frame)
  }

  /** The leading tab's. @param {FromServer} frame */
  #take(frame) {
    if (this.#leads) return
    this.logs.take(frame, Date.now())
    this.tell.frame(frame)
  }

  /**
   * @param {ReturnType<import("../../shared/log.js").Logs["takeStock"]>} known
   * @param {Status} status
   */
  #adopt(known, status) {
    if (this.#leads) return
    clearTimeout(this.#asleep)
    this.logs.adopt(known)
    this.#turned(status)
    this.tell.frame({ type: "welcome", you: "", epoch: known.epoch, conversations: [], beat: 0 })
  }

  /** @param {Status} status */
  #turned(status) {
    if (this.#leads) this.#pass({ status })
    if (status === this.status) return
    this.status = status
    this.tell.status(status)
  }

  /** @param {Passed} passed */
  #pass(passed) {
    this.#channel?.postMessage(passed)
  }
}
