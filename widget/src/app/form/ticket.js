/**
 * What a form needs to be taken: a token, and a proof of work for it. Asked for when the shopper first puts the cursor
 * into the form, worked out while they type.
 */

/** @typedef {{ token: string, proof: string }} Made */

export class Ticket {
  #api;
  #session;
  #prover;
  /** @type {Promise<Made> | undefined} */
  #made;
  /** @type {string | null} the token before this one, which remembers when the typing began */
  #previous = null;

  /**
   * @param {import("../../shared/api.js").Api} api
   * @param {{ token(): Promise<string | undefined> }} session
   * @param {import("../../shared/proof.js").Prover} prover
   */
  constructor(api, session, prover) {
    this.#api = api
    this.#session = session
    this.#prover = prover
  }

  /** Begin before it is needed; what fails now is tried again when it is. */
  begin() {
    this.ready().catch(() => {})
  }

  /** @returns {Promise<Made>} */
  ready() {
    this.#made ??= this.#make().catch((error) => {
      this.#made = undefined
      throw error
    })
    return this.#made
  }

  /** It has run out or was used: get another, which remembers when the typing began. */
  renew() {
    this.#made = undefined
  }

  /** Begin another form, or another visit. */
  restart() {
    this.#made = undefined
    this.#previous = null
  }

  /** @returns {Promise<Made>} */
  async #make() {
    const visitor = await this.#session.token()
    /** @type {import("../../wire.js").FormToken} */
    const { token, challenge } = await this.#api.post("form-tokens", { previous: this.#previous }, visitor)
    this.#previous = token
    return { token, proof: await this.#prover.prove(challenge) }
  }
}
