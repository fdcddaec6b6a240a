/** Where the shopper's orders are: a customer's own at once, anybody else's after a code from the order's mailbox. */

import { Refusal } from "../shared/api.js"
import { codeView } from "./orders/code.js"
import { failedView, listView, loadingView, noneView } from "./orders/list.js"
import { numberView } from "./orders/number.js"
import { orderView } from "./orders/order.js"
import { returnView } from "./orders/return.js"

/** @typedef {import("../wire.js").Order} Order */

export const STYLES = __STYLE__

const KEPT = "orderNumber" // in the store, until it is proven: the frame may have to be loaded anew

export class Orders {
  /** @type {Order[]} */
  #own = [];

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {{
   *   isHere: () => boolean,
   *   home: () => void,
   *   ask: (number: string) => void,
   *   write: (number: string, text: string) => void,
   * }} onward `isHere`: whether the shopper is still looking at this
   */
  constructor(desk, onward) {
    this.desk = desk
    this.onward = onward
  }

  /** Look what there is; of somebody whom nobody knows, ask. */
  async open() {
    const { api, session } = this.desk
    const { known } = session
    if (!known) return this.#askNumber()
    this.#show("orders-loading", loadingView(this.desk, this.onward))
    try {
      const { orders } = await api.get("orders", known)
      this.#own = orders
      return this.#overview()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (error.status === 401) this.desk.over(known)
      if (error.status === 401) return this.#askNumber()
      return this.#show("orders-failed", failedView(this.desk, { home: this.onward.home, again: () => this.open() }))
    }
  }

  /** Nobody's orders are known any more. */
  forget() {
    this.#own = []
  }

  #overview() {
    const { home } = this.onward
    const another = () => this.#askNumber()
    if (this.#own.length) {
      this.#show("orders", listView(this.desk, this.#own, { home, another, open: (order) => this.#one(order) }))
    } else if (this.desk.session.identified) {
      this.#show("orders-none", noneView(this.desk, { home, another }))
    } else another()
  }

  /** @param {Order} order */
  #one(order) {
    const view = orderView(this.desk, order, {
      back: () => this.#overview(),
      ask: () => this.onward.ask(order.number),
      giveBack: () => this.#return(order),
    })
    this.#show("order", view)
  }

  /** @param {Order} order */
  #return(order) {
    const write = (/** @type {string} */ text) => this.onward.write(order.number, text)
    this.#show("order-return", returnView(this.desk, order, { back: () => this.#one(order), write }))
  }

  #askNumber() {
    const { store } = this.desk
    const hasSome = this.#own.length > 0 || this.desk.session.identified
    const view = numberView(this.desk, store.get(KEPT) ?? "", {
      back: () => (hasSome ? this.#overview() : this.onward.home()),
      send: async (number) => {
        store.set(KEPT, number)
        await this.#post("orders/code", { number })
        this.#askCode(number)
      },
    })
    this.#show("order-number", view)
  }

  /** @param {string} number */
  #askCode(number) {
    const view = codeView(this.desk, {
      back: () => this.#askNumber(),
      again: () => this.#post("orders/code", { number }),
      write: () => this.onward.write(number, ""),
      prove: async (code) => {
        /** @type {Order} */
        const proven = await this.#post("orders/proof", { number, code })
        this.desk.store.remove(KEPT)
        this.#own = [proven, ...this.#own.filter(({ id }) => id !== proven.id)]
        this.#one(proven)
      },
    })
    this.#show("order-code", view)
  }

  /**
   * Ask the server; with a new token where it does not know ours any more.
   * @param {string} path
   * @param {object} body
   */
  async #post(path, body) {
    const { api, session } = this.desk
    const token = await session.token(true)
    try {
      return await api.post(path, body, token)
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 401) throw error
      this.desk.over(token)
      return api.post(path, body, await session.token(true))
    }
  }

  /**
   * @param {import("./states.js").State} state
   * @param {HTMLElement} view
   */
  #show(state, view) {
    if (!this.onward.isHere()) return
    this.desk.stage.show(state, view)
    this.desk.stage.focus()
  }
}
