/** The shop's page, as the frame knows it: what is behind the port that it gave us. */

import { READY } from "../bridge.js"

const LONGEST_ADDRESS = 2_000 // characters
const LONGEST_TOTAL = 40 // characters
const MOST_ITEMS = 9_999

export class ShopPage {
  /** @type {MessagePort | undefined} */
  #port;
  /** @type {import("../bridge.js").FromFrame[]} what was said before the page had answered */
  #waiting = [];
  /** Where the shopper is, as told by the browser. @type {import("../wire.js").Whereabouts} */
  whereabouts = { page: "", referrer: "", cart: null };
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

  /** Have the page say where it is: shops move on without loading a page. */
  look() {
    this.send({ type: "where" })
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
    this.whereabouts = whereabouts(greeting)
    this.renewed = Boolean(greeting.renewed)
    port.onmessage = ({ data }) => {
      if (data.type === "identity") return this.#named(data.token)
      if (data.type === "where") return (this.whereabouts = whereabouts(data))
      return receive(data)
    }
    this.#waiting.splice(0).forEach((message) => this.send(message))
    receive(greeting)
  }
}

/**
 * What a page may tell; a cart that is none is left out, and hinders nobody.
 * @param {import("../bridge.js").Greeting} told
 * @returns {import("../wire.js").Whereabouts}
 */
function whereabouts({ page, referrer, cart }) {
  const items = Number(cart?.items)
  const isCart = Number.isInteger(items) && items >= 0 && items <= MOST_ITEMS
  return {
    page: String(page).replace(/[?#].*/, "").slice(0, LONGEST_ADDRESS), // there are searches and tokens in the rest
    referrer: String(referrer).replace(/[?#].*/, "").slice(0, LONGEST_ADDRESS),
    cart: isCart ? { items, total: [...String(cart?.total ?? "")].slice(0, LONGEST_TOTAL).join("") } : null,
  }
}
