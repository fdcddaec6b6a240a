/** The shop's page, as the frame knows it: what is behind the port that it gave us. */

import { READY } from "../bridge.js"

export class ShopPage {
  /** @type {MessagePort | undefined} */
  #port;
  /** @type {import("../bridge.js").FromFrame[]} what was said before the page had answered */
  #waiting = [];
  /** Where the shopper is, as told by the browser. */
  address = "";
  /** Whether the page loaded this frame anew because the one before had asked for it. */
  renewed = false;
  /** @type {Promise<never> | undefined} */
  #renewing;
  /** @type {(token: string) => void} */
  #named = () => {};

  /**
   * @param {string[]} origins the shop's own
   * @param {(message: import("../bridge.js").FromPage | import("../bridge.js").Greeting) => void} receive
   */
  constructor(origins, receive) {
    addEventListener("message", ({ source, origin, data, ports }) => {
      if (source !== parent || parent === self || !origins.includes(origin)) return
      if (data?.type === "greeting" && ports[0]) this.#meet(data, ports[0], receive)
    })
    parent.postMessage(READY, "*") // says nothing, so anybody may hear it
  }

  /** @param {import("../bridge.js").FromFrame} message */
  send(message) {
    if (this.#port) this.#port.postMessage(message)
    else this.#waiting.push(message)
  }

  /**
   * Ask the page who is logged in.
   * @returns {Promise<string>} what it answered; a token has two dots
   */
  identity() {
    return new Promise((resolve) => {
      this.#named = resolve
      this.send({ type: "identify" })
    })
  }

  /** Whether the page has given us its hand. */
  get present() {
    return Boolean(this.#port)
  }

  /**
   * Be loaded anew, with a new boot token.
   * @returns {Promise<never>}
   */
  renew() {
    this.#renewing ??= new Promise(() => {
      document.body.inert = true // nobody begins to write into what is about to go
      this.send({ type: "renew" })
    })
    return this.#renewing
  }

  /**
   * @param {import("../bridge.js").Greeting} greeting
   * @param {MessagePort} port
   * @param {(message: import("../bridge.js").FromPage | import("../bridge.js").Greeting) => void} receive
   */
  #meet(greeting, port, receive) {
    this.#port?.close()
    this.#port = port
    this.address = String(greeting.page)
    this.renewed = Boolean(greeting.renewed)
    port.onmessage = ({ data }) => {
      if (data.type === "identity") return this.#named(data.token)
      return receive(data)
    }
    this.#waiting.splice(0).forEach((message) => this.send(message))
    receive(greeting)
  }
}
