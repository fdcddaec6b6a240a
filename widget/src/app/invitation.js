/**
 * An invitation to chat: the page asks whether it may be made, and is answered only where it may; and the one by which
 * the shopper came.
 */

const TAKEN = "chat:" // and the rule's id: the view that somebody opens who takes an invitation

export class Invitation {
  /** The rule's id. */
  taken = ""

  /**
   * @param {import("../wire.js").Shop} shop
   * @param {import("./page.js").ShopPage} page
   * @param {import("./standing.js").Standing} standing
   */
  constructor(shop, page, standing) {
    this.shop = shop
    this.page = page
    this.standing = standing
  }

  /** What it said. */
  get text() {
    return Object.hasOwn(this.shop.invitations, this.taken) ? this.shop.invitations[this.taken] : ""
  }

  /**
   * Tell the page what to say, if somebody is there to answer now.
   * @param {string} rule
   */
  async offer(rule) {
    const text = this.shop.invitations[rule]
    if (!text || !crypto.subtle) return // the shop has thought better of it since the page was loaded, or nobody could chat
    await this.standing.renew()
    const { open, on_duty } = this.standing.counter
    if (open && on_duty) this.page.send({ type: "event", name: "invitation", detail: { rule, text } })
  }

  /**
   * Note by which one the shopper comes, and return where they want to go.
   * @param {import("../wire.js").View} [view]
   */
  lead(view) {
    if (!view?.startsWith(TAKEN)) return view
    this.taken = view.slice(TAKEN.length)
    return "chat"
  }
}
