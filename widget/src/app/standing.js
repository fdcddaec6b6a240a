/** How it stands at the counter, as far as it is known here, and said as people say it. */

import { by } from "../shared/when.js"

/** @typedef {import("../wire.js").Standing} Told */

export class Standing {
  /**
   * @param {import("../shared/api.js").Api} api
   * @param {import("../wire.js").Shop} shop
   * @param {() => void} changed
   */
  constructor(api, shop, changed) {
    this.api = api
    this.shop = shop
    this.changed = changed
    this.told = shop.standing
  }

  get counter() {
    return this.told.counter
  }

  /** Ask anew: the panel may have been closed for hours. What cannot be asked stays as it was told. */
  async renew() {
    /** @type {Told} */
    const told = await this.api.get(`standing?shop=${this.shop.id}`).catch(() => this.told)
    if (JSON.stringify(told) === JSON.stringify(this.told)) return
    this.told = told
    this.changed()
  }

  /**
   * By when an answer to a form sent now can be expected.
   * @param {import("../shared/words.js").Words} words
   * @param {Date} now
   */
  promise(words, now) {
    return this.told.promise ? by(words, "reply", this.told.promise, now) : words.say("replyUnknown")
  }

  /**
   * What somebody can expect who thinks of a chat.
   * @param {import("../shared/words.js").Words} words
   * @param {Date} now
   */
  expectation(words, now) {
    const { open, on_duty, back_at } = this.counter
    if (open) return on_duty ? usually(words, this.counter) || words.say("chatOpenHint") : words.say("chatNobodyHint")
    return back_at ? by(words, "back", back_at, now) : words.say("chatClosedHint")
  }
}

/**
 * What somebody can expect who waits.
 * @param {import("../shared/words.js").Words} words
 * @param {import("../wire.js").Counter} counter
 */
export function queued(words, counter) {
  const { on_duty, place } = counter
  if (!on_duty) return words.say("chatNobody")
  if (!place) return words.say("chatSoon")
  const where = place > 1 ? words.say("chatBehind", { n: place - 1 }) : words.say("chatNext")
  return [where, usually(words, counter)].filter(Boolean).join(" · ")
}

/**
 * @param {import("../shared/words.js").Words} words
 * @param {import("../wire.js").Counter} counter
 */
function usually(words, { usual_wait }) {
  return usual_wait === null ? "" : words.say("chatUsually", { n: Math.max(1, Math.round(usual_wait / 60)) })
}
