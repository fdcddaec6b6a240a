/** Who the shopper is to the server: a visitor token, kept in the frame's own storage and sent as a Bearer. */

import { Refusal } from "../shared/api.js"

export const OVER = "boot_expired" // the server's word for a boot token that is too old, used, or none

export class Session {
  #api;
  #store;
  #boot;
  #page;
  #touch;
  /** What the server says of whoever has this token; it holds for nobody else. */
  #about = { token: /** @type {string | null} */ (null), name: "", copies: false };
  #cameIn = false;
  /** @type {Refusal | undefined} what the server said to the boot token; it will say nothing else */
  #over;
  /** @type {Promise<string> | undefined} */
  #asking;

  /**
   * @param {import("../shared/api.js").Api} api
   * @param {import("../shared/store.js").Store} store
   * @param {string} boot good for coming in once; empty where the server saw no page of the shop around us
   * @param {import("./page.js").ShopPage} page
   * @param {import("./touch.js").Touch} touch
   */
  constructor(api, store, boot, page, touch) {
    this.#api = api
    this.#store = store
    this.#boot = boot
    this.#page = page
    this.#touch = touch
  }

  /** The token of an earlier visit, if there was one. @returns {string | null} */
  get known() {
    return this.#store.get("visitor")?.token ?? null
  }

  /**
   * The token of this visit. One request, however many ask. Where the boot token is over or used, the frame is loaded
   * anew, and there is no answer in this one.
   * @param {boolean} [pressed] whether the shopper has just asked for it, and all that they typed is kept
   * @returns {Promise<string>}
   */
  async token(pressed = false) {
    if (this.known) return this.known
    this.#asking ??= this.#begin().finally(() => (this.#asking = undefined))
    try {
      return await this.#asking
    } catch (error) {
      if (error === this.#over && this.#renewable(pressed)) return this.#page.renew()
      throw error
    }
  }

  /** Whether the shop said who this is. */
  get identified() {
    return Boolean(this.#store.get("identified"))
  }

  /**
   * @param {string | null} token
   * @param {import("../wire.js").Me} me
   */
  learn(token, { name, copies }) {
    this.#about = { token, name, copies }
  }

  /** What to call a customer whose name the shop has told; empty for anybody else. */
  get firstName() {
    return this.#about.token === this.known ? this.#about.name.split(" ")[0] : ""
  }

  /** Whether a chat can be sent to an address of theirs. */
  get copies() {
    return this.#about.token === this.known && this.#about.copies
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
    if (this.#over) throw this.#over
    try {
      const visitor = await this.#api.post("visitors", { boot: this.#boot })
      this.#store.set("visitor", visitor)
      this.#cameIn = true
      return visitor.token
    } catch (error) {
      if (error instanceof Refusal && error.code === OVER) this.#over = error
      throw error
    }
  }

  /**
   * Whether to be loaded anew: each time that somebody presses the button; and by ourselves only while nobody is
   * disturbed, and not again where loading has just not helped.
   * @param {boolean} pressed
   */
  #renewable(pressed) {
    if (!this.#boot || !this.#page.present) return false
    return pressed || (!this.#touch.happened && (this.#cameIn || !this.#page.renewed))
  }
}
