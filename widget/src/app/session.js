/** Who the shopper is to the server: a visitor token, kept in the frame's own storage and sent as a Bearer. */

import { Refusal } from "../shared/api.js"

const FRESH = 60_000 // ms; a boot token that is refused so soon after the frame was loaded will not get better by loading

export class Session {
  #api;
  #store;
  #boot;
  #page;
  /** @type {Promise<string> | undefined} */
  #asking;

  /**
   * @param {import("../shared/api.js").Api} api
   * @param {import("../shared/store.js").Store} store
   * @param {string} boot
   * @param {import("./page.js").ShopPage} page
   */
  constructor(api, store, boot, page) {
    this.#api = api
    this.#store = store
    this.#boot = boot
    this.#page = page
  }

  /** The token of an earlier visit, if there was one. @returns {string | null} */
  get known() {
    return this.#store.get("visitor")?.token ?? null
  }

  /**
   * The token of this visit. One request, however many ask.
   * @returns {Promise<string>}
   */
  async token() {
    if (this.known) return this.known
    this.#asking ??= this.#begin().finally(() => (this.#asking = undefined))
    return this.#asking
  }

  /** Whether the shop said who this is. */
  get identified() {
    return Boolean(this.#store.get("identified"))
  }

  /**
   * The server does not know this token any more. Another tab may have a better one by now: that one stays.
   * @param {string | null} token
   */
  forget(token) {
    if (token !== this.known) return
    this.#store.remove("visitor")
    this.#store.remove("identified")
  }

  /**
   * Become the customer that the shop says this is.
   * @param {string} identity the shop's own identity token; it is passed on and kept nowhere
   * @returns {Promise<"same" | "new" | "other">} whether the server still knows us by the same token, by a first one of
   *   this customer, or as somebody other than the customer before
   */
  async identify(identity) {
    const before = this.identified
    const visitor = await this.#api.post("identity", { token: identity }, await this.token())
    if (!visitor) return "same"
    if (before) this.#store.wipe()
    this.#store.set("visitor", visitor)
    this.#store.set("identified", true)
    return before ? "other" : "new"
  }

  /** Have the server revoke the token. */
  async end() {
    if (this.known) await this.#api.post("logout", {}, this.known)
  }

  async #begin() {
    try {
      const visitor = await this.#api.post("visitors", { boot: this.#boot })
      this.#store.set("visitor", visitor)
      return visitor.token
    } catch (error) {
      const tooOld = error instanceof Refusal && error.status === 401 && performance.now() > FRESH
      if (tooOld) return this.#page.renew()
      throw error
    }
  }
}
