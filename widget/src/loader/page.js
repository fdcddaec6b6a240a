/** @typedef {ReturnType<typeof makePage>} Page */

/** What the shop's page has told us: the function that says who is logged in, the cart, and who listens for what. */
export function makePage() {
  /** @type {[string, (detail: object) => void][]} */
  const listeners = []

  return {
    /** @type {(() => unknown) | null} */
    ask: null,
    /** @type {import("../bridge.js").Cart | null} */
    cart: null,

    /**
     * @param {string} name
     * @param {(detail: object) => void} listen
     */
    on(name, listen) {
      listeners.push([name, listen])
    },

    /**
     * Later, and each by itself: a listener's error is the page's own.
     * @param {string} name
     * @param {object} [detail]
     */
    tell(name, detail) {
      for (const [wanted, listen] of listeners) if (wanted === name) setTimeout(listen, 0, detail)
    },
  }
}
