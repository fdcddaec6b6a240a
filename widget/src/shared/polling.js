/**
 * The live line where WebSockets are blocked: a question for each conversation that the server holds until it has an
 * answer, and a request for each thing that is done.
 *
 * @typedef {import("../wire.js").FromServer} FromServer
 * @typedef {import("../wire.js").FromClient} FromClient
 *
 * @typedef {object} Page
 * @property {string} epoch
 * @property {import("../wire.js").LiveEvent[]} events
 * @property {import("../wire.js").LiveState} state
 * @property {import("../wire.js").Counter | null} counter
 * @property {string} mark
 * @property {boolean} more
 *
 * @typedef {object} Plain what a caller can ask without a socket. Raises errors with `status` and `code`, as `Refusal`
 * @property {(conversation: string, after: number, mark: string, signal: AbortSignal) => Promise<Page>} events
 * @property {(frame: FromClient) => Promise<void>} send
 *
 * @typedef {object} Tell
 * @property {(frame: FromServer) => void} take
 * @property {() => void} goes the server answers
 * @property {(isOver: boolean) => void} fails it does not, or not to this caller
 */

const AGAIN = 3_000 // ms before a message that the server could not take just then is sent again

export class Polling {
  #end = new AbortController();
  /** @type {Set<string>} */
  #followed = new Set();
  /** @type {Promise<void>} what is sent goes out one after the other, in the order it was said */
  #queue = Promise.resolve();

  /**
   * @param {Plain} plain
   * @param {import("./log.js").Logs} logs
   * @param {{ later: (work: () => void, ms: number) => number }} means
   * @param {Tell} tell
   */
  constructor(plain, logs, means, tell) {
    this.plain = plain
    this.logs = logs
    this.means = means
    this.tell = tell
  }

  start() {
    this.logs.all.forEach((log) => this.follow(log))
    if (!this.logs.all.length) this.tell.goes()
    this.#resend()
  }

  stop() {
    this.#end.abort()
  }

  /** @param {import("./log.js").Log} log */
  async follow(log) {
    const { signal } = this.#end
    if (this.#followed.has(log.id)) return
    this.#followed.add(log.id)
    for (let mark = ""; !signal.aborted; ) {
      try {
        const page = await this.plain.events(log.id, log.cursor, mark, signal)
        if (signal.aborted) return
        this.tell.goes()
        mark = this.#take(log, page)
      } catch (error) {
        if (signal.aborted) return
        const { status } = /** @type {{ status?: number }} */ (error)
        if (status === 404) return
        this.tell.fails(status === 401)
      }
    }
  }

  /**
   * @param {FromClient} frame
   * @returns {boolean}
   */
  send(frame) {
    if (frame.type !== "typing" && frame.type !== "beat") this.#queue = this.#queue.then(() => this.#post(frame))
    return true
  }

  #resend() {
    for (const said of this.logs.unsent) this.send({ type: "say", ...said })
  }

  /**
   * @param {import("./log.js").Log} log
   * @param {Page} page
   * @returns {string} the mark to ask on with
   */
  #take(log, { epoch, events, state, counter, mark }) {
    if (epoch !== this.logs.epoch) {
      const isOld = log.cursor > 0 // and these are the events after a cursor of another store
      this.tell.take({ type: "welcome", you: "", epoch, conversations: [log.id], beat: 0 })
      if (isOld) return ""
    }
    for (const event of events) this.tell.take({ type: "event", conversation: log.id, event })
    this.tell.take({ type: "state", conversation: log.id, state })
    if (counter) this.tell.take({ type: "counter", conversation: log.id, counter })
    return mark
  }

  /** @param {FromClient} frame */
  async #post(frame) {
    if (this.#end.signal.aborted) return
    try {
      await this.plain.send(frame)
    } catch (error) {
      const { status = 0, code = "network", retryAfter = null } = /** @type {any} */ (error)
      if (frame.type !== "say") return
      const { conversation, key } = frame
      if (status === 0 || status >= 500) this.means.later(() => this.#end.signal.aborted || this.send(frame), AGAIN)
      else if (status !== 401) this.tell.take({ type: "error", code, detail: "", conversation, key, retry_after: retryAfter })
    }
  }
}
