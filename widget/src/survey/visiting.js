/**
 * A survey that knows no order: whoever answers it is a visitor, and pays for it as for a form. Where that takes a new
 * frame, what was confirmed is sent again there by itself.
 */

import { Ticket } from "../app/form/ticket.js"
import { Session } from "../app/session.js"
import { Touch } from "../app/touch.js"
import { Refusal } from "../shared/api.js"
import { Prover } from "../shared/proof.js"

const RUN_OUT = new Set(["token_spent", "token_expired", "token_invalid", "proof_spent", "proof_invalid"])
const TRIES = 3 // more than that is no longer bad luck
const UNSENT = "survey" // in the store: what was confirmed when the frame had to be loaded anew

export class Visiting {
  #api;
  #store;
  #framed;
  #session;
  #ticket;
  #isResumed;
  /** @type {import("./survey.js").Kept} */
  kept;

  /**
   * @param {import("../shared/api.js").Api} api
   * @param {import("../shared/store.js").Store} store
   * @param {import("./frame.js").Framed} framed
   * @param {import("../app/page.js").ShopPage} page
   * @param {import("./survey.js").Kept} fresh
   */
  constructor(api, store, framed, page, fresh) {
    this.#api = api
    this.#store = store
    this.#framed = framed
    this.#session = new Session(api, store, framed.boot, page, new Touch())
    this.#ticket = new Ticket(api, this.#session, new Prover(new URL("../shared/proof-worker.js", import.meta.url)))
    const unsent = store.get(UNSENT)
    store.remove(UNSENT)
    this.kept = unsent ?? fresh
    this.#isResumed = Boolean(unsent)
  }

  /**
   * Go on where the frame before this one had to stop.
   * @param {HTMLElement} root
   */
  resume(root) {
    if (this.#isResumed) root.querySelector("form")?.requestSubmit()
  }

  /**
   * @param {string} key
   * @param {Record<string, import("./path.js").Given>} answers
   * @param {boolean} finished
   */
  async confirm(key, answers, finished) {
    const isPressed = !this.#isResumed // what sends itself loads no frame: that would go round and round
    this.#isResumed = false
    this.#store.settle()
    this.#store.hold(UNSENT, this.kept)
    try {
      await this.#send({ key, answers, finished }, isPressed)
    } finally {
      this.#store.remove(UNSENT)
    }
  }

  /**
   * @param {object} said
   * @param {boolean} isPressed
   */
  async #send(said, isPressed) {
    for (let tries = TRIES; ; tries--) {
      const visitor = await this.#session.token(isPressed)
      try {
        const { token, proof } = await this.#ticket.ready()
        const { survey, shown } = this.#framed
        return await this.#api.post("surveys", { survey, token, proof, language: shown.lang, ...said }, visitor)
      } catch (error) {
        const passes = error instanceof Refusal && (error.status === 401 || RUN_OUT.has(error.code))
        if (!passes || tries === 0) throw error
        if (error.code === "visitor_unknown") this.#session.forget(visitor)
        this.#ticket.restart()
      }
    }
  }
}
