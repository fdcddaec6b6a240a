/**
 * A conversation as one reader knows it: its events by `seq` with a cursor, and what was said and is not confirmed yet.
 * Nothing here draws or asks; the time comes in as an argument.
 *
 * @typedef {import("../wire.js").LiveEvent} LiveEvent
 * @typedef {import("../wire.js").LiveState} LiveState
 * @typedef {import("../wire.js").Author} Author
 * @typedef {import("../wire.js").Counter} Counter
 * @typedef {import("../wire.js").FromServer} FromServer
 *
 * @typedef {object} Pending
 * @property {string} key
 * @property {string} text
 * @property {number} at ms; when it was said here
 * @property {"sending" | "failed"} state
 * @property {string} [why] the code of the server's refusal
 * @property {number | null} [retryAfter] seconds
 * @property {boolean} [anyway] an agent's choice, after the server asked for a second look
 *
 * @typedef {{ id: string, cursor: number, events: LiveEvent[], pending: Pending[], state: LiveState | null, counter: Counter | null }} Kept
 */

const TYPES_FOR = 7_000 // ms; the server repeats the signal while somebody types, and forgets it after 6 s

export class Log {
  /** @type {LiveEvent[]} */
  events = [];
  /** @type {Map<string, Pending>} in the order they were said */
  pending = new Map();
  /** @type {LiveState | null} */
  state = null;
  /** @type {Counter | null} how it stands at the counter, for a chat that waits */
  counter = null;
  #typing = { who: /** @type {Author[]} */ ([]), until: 0 };

  /**
   * @param {string} id
   * @param {number} [cursor] the last `seq` that its reader has already
   */
  constructor(id, cursor = 0) {
    this.id = id
    this.cursor = cursor
  }

  /**
   * Add an event. One with the key of something pending is its confirmation.
   * @param {LiveEvent} event
   * @returns {boolean} whether it is new
   */
  receive(event) {
    if (event.key) this.pending.delete(event.key)
    if (event.seq <= this.cursor) return false
    this.cursor = event.seq
    this.events.push(event)
    if (event.kind === "redacted") this.#rewrite(event.body?.seq, "", { redacted: true })
    if (event.kind === "mended" && event.body?.text) this.#rewrite(event.body.seq, event.body.text, { mended: true })
    if (event.kind === "erased") this.events.forEach((said) => said.text && this.#rewrite(said.seq, "", { redacted: true }))
    const { id, role } = event.author
    this.#typing.who = this.#typing.who.filter((typist) => typist.role !== role || typist.id !== id)
    return true
  }

  /**
   * Somebody took back what they said, or put it right.
   * @param {number} seq
   * @param {string} text
   * @param {object} how
   */
  #rewrite(seq, text, how) {
    this.events = this.events.map((said) => (said.seq === seq && !said.body?.redacted ? { ...said, text, body: how } : said))
  }

  /** @param {LiveState} state */
  become(state) {
    this.state = state
    if (!state.live || state.assignee) this.counter = null
  }

  /**
   * @param {string} key
   * @param {string} text
   * @param {number} at ms
   * @param {boolean} [anyway]
   */
  say(key, text, at, anyway) {
    if (this.events.some((event) => event.key === key)) return
    this.pending.set(key, { key, text, at, state: "sending", anyway })
  }

  /**
   * The server refused it: it stays here until somebody tries again or takes it back.
   * @param {string} key
   * @param {string} why
   * @param {number | null} [retryAfter] seconds
   */
  fail(key, why, retryAfter) {
    const said = this.pending.get(key)
    if (said) this.pending.set(key, { ...said, state: "failed", why, retryAfter })
  }

  /** What the server may not have: to be sent again under the same keys, in this order. */
  get unsent() {
    return [...this.pending.values()].filter(({ state }) => state === "sending")
  }

  /**
   * Who types on the other sides.
   * @param {number} now ms
   */
  typists(now) {
    return now < this.#typing.until ? this.#typing.who : []
  }

  /**
   * @param {Author[]} who
   * @param {number} now ms
   */
  signal(who, now) {
    this.#typing = { who, until: now + TYPES_FOR }
  }

  /**
   * What has been said by other sides than this and not been read.
   * @param {Author["role"]} role
   */
  unread(role) {
    const read = (role === "agent" ? this.state?.read_by_agents : this.state?.read_by_customer) ?? 0
    return this.events.filter(({ seq, text, author }) => text && seq > read && author.role !== role)
  }

  /** The store is another: what was read from the one before means nothing. What is not sent yet stays. */
  restart() {
    this.events = []
    this.cursor = 0
    this.state = this.counter = null
  }
}

/** All conversations that a line is about. */
export class Logs {
  epoch = "";
  /** @type {Map<string, Log>} */
  #logs = new Map();

  get all() {
    return [...this.#logs.values()]
  }

  /** @param {string} id */
  find(id) {
    return this.#logs.get(id)
  }

  /**
   * @param {string} id
   * @param {number} [cursor]
   */
  of(id, cursor) {
    const log = this.#logs.get(id) ?? new Log(id, cursor)
    this.#logs.set(id, log)
    return log
  }

  /** @param {string} id */
  drop(id) {
    this.#logs.delete(id)
  }

  /** @returns {Record<string, number>} */
  get cursors() {
    return Object.fromEntries(this.all.map(({ id, cursor }) => [id, cursor]))
  }

  get unsent() {
    return this.all.flatMap((log) => log.unsent.map(({ key, text, anyway }) => ({ conversation: log.id, key, text, anyway })))
  }

  /**
   * Take in what the server says.
   * @param {FromServer} frame
   * @param {number} now ms
   */
  take(frame, now) {
    if (frame.type === "welcome") this.#begin(frame)
    else if (frame.type === "conversation") this.of(frame.conversation)
    else if (frame.type === "event") this.of(frame.conversation).receive(frame.event)
    else if (frame.type === "state") this.of(frame.conversation).become(frame.state)
    else if (frame.type === "counter") this.of(frame.conversation).counter = frame.counter
    else if (frame.type === "signal") this.of(frame.conversation).signal(frame.typing, now)
    else if (frame.type === "error" && frame.key && frame.conversation) {
      this.find(frame.conversation)?.fail(frame.key, frame.code, frame.retry_after)
    }
  }

  /** @param {import("../wire.js").Welcome} welcome */
  #begin({ epoch, conversations }) {
    if (epoch !== this.epoch) this.all.forEach((log) => log.restart())
    this.epoch = epoch
    conversations.forEach((id) => this.of(id))
  }

  /** Everything, for another tab. */
  takeStock() {
    return {
      epoch: this.epoch,
      logs: this.all.map(({ id, cursor, events, pending, state, counter }) => ({
        id, cursor, events, state, counter, pending: [...pending.values()],
      })),
    }
  }

  /**
   * Know what another tab knows, and keep what was said here.
   * @param {{ epoch: string, logs: Kept[] }} snapshot
   */
  adopt({ epoch, logs }) {
    this.epoch = epoch
    for (const { id, cursor, events, pending, state, counter } of logs) {
      const log = this.of(id)
      const own = [...log.pending.values()]
      Object.assign(log, { cursor, events, state, counter })
      log.pending = new Map(pending.map((said) => [said.key, said]))
      for (const said of own) if (!log.pending.has(said.key)) log.say(said.key, said.text, said.at, said.anyway)
    }
  }

  clear() {
    this.epoch = ""
    this.#logs.clear()
  }
}
