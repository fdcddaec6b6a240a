/** The text a shopper has typed and not yet sent, with the key it will be sent under. */

/** @typedef {import("../wire.js").FormFields} FormFields */
/** @typedef {{ key: string, at: number, fields: Partial<FormFields>, sending?: boolean, tried?: string }} Kept */

const LIFE = 24 * 60 * 60_000 // ms; as long as an anonymous visitor lives: others may use this browser after them

export class Draft {
  #store;
  #now;

  /**
   * @param {import("./store.js").Store} store
   * @param {() => number} now
   * @param {() => string} newKey
   */
  constructor(store, now, newKey) {
    this.#store = store
    this.#now = now
    this.newKey = newKey
    const kept = /** @type {Kept | null} */ (store.get("draft"))
    this.kept = kept && now() - kept.at < LIFE ? kept : this.#blank()
  }

  get key() {
    return this.kept.key
  }

  get fields() {
    return this.kept.fields
  }

  /** Whether the frame was loaded anew in the middle of sending, and should go on by itself. */
  get interrupted() {
    return Boolean(this.kept.sending)
  }

  /** @param {Partial<FormFields>} fields */
  keep(fields) {
    this.#save({ ...this.kept, fields })
  }

  /**
   * Begin to send. What was changed after an attempt whose outcome nobody knows is another message, under another key:
   * the server may have the first one, and would answer the second with that.
   * @param {FormFields} fields
   */
  begin(fields) {
    const text = JSON.stringify(fields)
    const { key, tried } = this.kept
    this.#save({ ...this.kept, key: tried && tried !== text ? this.newKey() : key, tried: text, sending: true })
  }

  /**
   * It was not sent, or nobody knows.
   * @param {boolean} known
   */
  fail(known) {
    this.#save({ ...this.kept, tried: known ? undefined : this.kept.tried, sending: false })
  }

  /**
   * Begin another message: a new key, and who the shopper is stays, unless it is another by now.
   * @param {boolean} [forgetting]
   */
  restart(forgetting) {
    const { name, email } = this.kept.fields
    this.kept = { ...this.#blank(), fields: forgetting ? {} : { name, email } }
    this.#store.remove("draft")
  }

  /**
   * Hear that another tab has sent this very draft, or that what is here is by now another message.
   * @param {(same: boolean) => void} listen
   */
  watch(listen) {
    this.#store.watch("draft", (now, before) => {
      if (now || before?.key !== this.key) return
      const same = before.fields.message === this.fields.message
      if (!same) this.kept = { ...this.kept, key: this.newKey() }
      listen(same)
    })
  }

  /** @param {Kept} kept */
  #save(kept) {
    this.kept = { ...kept, at: this.#now() }
    this.#store.set("draft", this.kept)
  }

  /** @returns {Kept} */
  #blank() {
    return { key: this.newKey(), at: this.#now(), fields: {} }
  }
}
