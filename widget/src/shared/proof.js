/** Gets a proof of work done: in a worker, or here where a browser allows none. */

import { solve } from "./solver.js"

/** @typedef {{ createScriptURL(url: string): string }} Policy */
/** @typedef {{ createPolicy(name: string, rules: Policy): Policy }} TrustedTypes */

export class Prover {
  #script;

  /** @param {URL} script the worker's address: the only one that the frame's policy lets become a script */
  constructor(script) {
    const types = /** @type {{ trustedTypes?: TrustedTypes }} */ (/** @type {unknown} */ (window)).trustedTypes
    const policy = types?.createPolicy("mostrador", { createScriptURL: () => script.href })
    this.#script = policy ? policy.createScriptURL("") : script
  }

  /**
   * @param {import("../wire.js").Challenge} challenge
   * @returns {Promise<string>}
   */
  prove(challenge) {
    return new Promise((resolve) => {
      const alone = () => resolve(solve(challenge))
      try {
        const worker = new Worker(this.#script)
        worker.onmessage = ({ data }) => {
          worker.terminate()
          resolve(data)
        }
        worker.onerror = (event) => {
          event.preventDefault()
          alone()
        }
        worker.postMessage(challenge)
      } catch {
        alone()
      }
    })
  }
}
