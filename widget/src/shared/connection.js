/**
 * The live line: it comes back by itself. It feeds the logs and owns no other state of theirs.
 *
 * Time, chance, the socket and who is calling are handed in, so it runs wherever there is JavaScript.
 *
 * @typedef {import("../wire.js").FromServer} FromServer
 * @typedef {import("../wire.js").FromClient} FromClient
 * @typedef {"dialling" | "open" | "polling" | "lost" | "stopped"} Status
 *
 * @typedef {object} Means
 * @property {() => WebSocket} open dials
 * @property {() => Promise<object>} hello what the first frame says beside the cursors: who this is
 * @property {() => Promise<void>} renew the server does not take that any more: have another before the next dial
 * @property {import("./polling.js").Plain} [plain] the way without WebSockets, where there is one
 * @property {() => number} now ms
 * @property {(work: () => void, ms: number) => number} later
 * @property {(timer: number) => void} never
 * @property {() => number} random from 0 to 1
 *
 * @typedef {object} Tell
 * @property {(frame: FromServer) => void} frame after the logs have taken it in
 * @property {(status: Status) => void} status
 */

import { Polling } from "./polling.js"

const FIRST_RETRY = 1_000 // ms
const LONGEST_RETRY = 30_000 // ms
const SILENCE = 40_000 // ms; the server beats every 20 s
const WELCOME_WITHIN = 10_000 // ms
const MISSES = 2 // dials in a row without a welcome, before it is tried without a socket
const FIRST_TRIAL = 30_000 // ms until a socket is tried again beside the polling
const LONGEST_TRIAL = 300_000 // ms
const UNAUTHENTICATED = 4401
const TOO_MANY = 4429
const CONNECTING_OR_OPEN = 1 // `readyState` up to here

export class Connection {
  /** @type {Status} */
  status = "stopped";
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {Polling | null} */
  #polling = null;
  #welcomed = false;
  #attempts = 0;
  #misses = 0;
  #trials = 0;
  #renewed = false;
  #dials = 0;
  #redial = 0;
  #silence = 0;
  #heard = 0;
  /** @type {number | null} ms to stay away, as the server said */
  #leave = null;

  /**
   * @param {import("./log.js").Logs} logs
   * @param {Means} means
   * @param {Tell} tell
   */
  constructor(logs, means, tell) {
    this.logs = logs
    this.means = means
    this.tell = tell
  }

  start() {
    if (this.status !== "stopped") return
    this.#turn("dialling")
    this.#dial()
  }

  stop() {
    this.#hangUp()
    this.#endPolling()
    this.means.never(this.#redial)
    this.#turn("stopped")
  }

  /**
   * Send a frame, if there is a line. A `say` is kept by its log, and goes out again with the next welcome.
   * @param {FromClient} frame
   * @returns {boolean}
   */
  send(frame) {
    if (this.#polling) return this.#polling.send(frame)
    if (this.status !== "open" || !this.#socket) return false
    this.#socket.send(JSON.stringify(frame))
    return true
  }

  /** Something has changed that makes a dial worth while: the network is back, or somebody looks at the page again. */
  wake() {
    const { now, plain } = this.means
    if (this.status === "stopped") return
    this.#attempts = 0 // whoever looks does not wait for what was tried in vain meanwhile
    const isQuiet = now() - this.#heard >= SILENCE
    if (this.status === "open" && !isQuiet) return
    if (this.#polling && plain && isQuiet) this.#poll(plain) // no answer comes any more to what was asked before
    if (this.#socket && !this.#welcomed && this.status !== "lost") return
    this.#dial()
  }

  /** The network has gone: nothing on the line arrives any more. */
  lose() {
    if (this.status === "stopped") return
    this.#endPolling()
    this.#hangUp()
    this.#turn("lost")
    this.#redialLater()
  }

  /** Who is calling has changed. */
  restart() {
    if (this.status === "stopped") return
    this.#endPolling()
    this.#dial()
  }

  /**
   * Follow a conversation that the server may not announce.
   * @param {string} conversation
   */
  follow(conversation) {
    this.#polling?.follow(this.logs.of(conversation))
  }

  async #dial() {
    const { means } = this
    const dial = ++this.#dials
    this.#hangUp()
    means.never(this.#redial)
    this.#leave = null
    try {
      const hello = await means.hello()
      if (dial !== this.#dials || this.status === "stopped") return
      const socket = means.open()
      this.#socket = socket
      socket.onopen = () => this.#say(socket, { type: "hello", ...hello, epoch: this.logs.epoch, after: this.logs.cursors })
      socket.onmessage = ({ data }) => socket === this.#socket && this.#hear(data)
      socket.onerror = () => socket === this.#socket && this.#closed(0) // a browser that blocks it may say no more
      socket.onclose = ({ code }) => socket === this.#socket && this.#closed(code)
      this.#expect(WELCOME_WITHIN)
    } catch {
      if (dial === this.#dials && this.status !== "stopped") this.#closed(0)
    }
  }

  /** @param {unknown} data */
  #hear(data) {
    this.#heard = this.means.now()
    const frame = parse(data)
    if (!frame) return
    if (this.#welcomed || frame.type === "welcome") this.#expect(SILENCE)
    if (frame.type === "beat") this.send({ type: "beat" })
    else if (frame.type === "leave") this.#leave = frame.after * 1000
    else this.#take(frame)
    if (frame.type === "welcome") this.#begin()
  }

  /** The line is open: what the server may not have goes out again. */
  #begin() {
    this.#endPolling()
    this.#welcomed = true
    this.#renewed = false
    this.#attempts = this.#misses = this.#trials = 0
    this.#turn("open")
    for (const said of this.logs.unsent) this.send({ type: "say", ...said })
  }

  /** @param {number} code */
  async #closed(code) {
    const wasOpen = this.#welcomed
    this.#hangUp()
    if (!wasOpen) this.#misses++
    if (code === TOO_MANY) this.#attempts = Math.max(this.#attempts, 5)
    if (!this.#polling) this.#turn("lost")
    if (code === UNAUTHENTICATED && !this.#renewed) {
      this.#renewed = true
      this.#misses = 0
      await this.means.renew()
      if (this.status !== "stopped") this.#dial()
    } else if (this.#polling) this.#tryLater()
    else if (this.means.plain && this.#misses >= MISSES && this.#leave === null) this.#poll(this.means.plain)
    else this.#redialLater()
  }

  #redialLater() {
    const { later, never } = this.means
    const longest = Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** this.#attempts++)
    never(this.#redial)
    this.#redial = later(() => this.#dial(), this.#leave ?? this.means.random() * longest)
  }

  /** @param {import("./polling.js").Plain} plain */
  #poll(plain) {
    this.#endPolling()
    this.#polling = new Polling(plain, this.logs, this.means, {
      take: (frame) => this.#take(frame),
      goes: () => this.#polls(),
      fails: (isOver) => this.#pollingFailed(isOver),
    })
    this.#polling.start()
    this.#tryLater()
  }

  #polls() {
    this.#heard = this.means.now()
    this.#turn("polling")
  }

  /** @param {boolean} isOver whether the server does not take who is calling */
  async #pollingFailed(isOver) {
    this.#endPolling()
    this.#turn("lost")
    this.#misses = MISSES - 1
    if (isOver) await this.means.renew()
    if (this.status !== "stopped") this.#redialLater()
  }

  #tryLater() {
    const { later, never } = this.means
    never(this.#redial)
    this.#redial = later(() => this.#dial(), Math.min(LONGEST_TRIAL, FIRST_TRIAL * 2 ** this.#trials++))
  }

  #endPolling() {
    this.#polling?.stop()
    this.#polling = null
  }

  /** Give up the line if nothing is heard for so long. @param {number} ms */
  #expect(ms) {
    const { later, never } = this.means
    never(this.#silence)
    this.#silence = later(() => this.#closed(0), ms)
  }

  #hangUp() {
    const socket = this.#socket
    this.#socket = null
    this.#welcomed = false
    this.means.never(this.#silence)
    if (socket && socket.readyState <= CONNECTING_OR_OPEN) socket.close()
  }

  /** @param {FromServer} frame */
  #take(frame) {
    this.logs.take(frame, this.means.now())
    this.tell.frame(frame)
  }

  /**
   * @param {WebSocket} socket
   * @param {object} frame
   */
  #say(socket, frame) {
    socket.send(JSON.stringify(frame))
  }

  /** @param {Status} status */
  #turn(status) {
    if (status === this.status) return
    this.status = status
    this.tell.status(status)
  }
}

/**
 * Dial at once when the network is back or the page is looked at again. For browsers.
 * @param {Connection} connection
 */
export function watchPage(connection) {
  addEventListener("online", () => connection.wake())
  addEventListener("offline", () => connection.lose())
  addEventListener("pageshow", ({ persisted }) => persisted && connection.wake())
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && connection.wake())
}

/**
 * @param {unknown} data
 * @returns {FromServer | null}
 */
function parse(data) {
  try {
    return JSON.parse(String(data))
  } catch {
    return null
  }
}
