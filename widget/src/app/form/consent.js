/** The consent, with its link to how the shop looks after people's data. */

import { h } from "../../shared/dom.js"
import { Field } from "./field.js"

export class Consent extends Field {
  /**
   * @param {import("../../wire.js").Shop} shop
   * @param {import("../../shared/words.js").Words} words
   */
  constructor(shop, words) {
    const box = h("input", { type: "checkbox", required: true })
    super("consent", words.say("consentPlain", { shop: shop.name }), box)
    this.box = box
    box.classList.remove("in")
    const text = shop.privacyUrl ? around(shop.privacyUrl, shop.name, words) : [this.label]
    this.element = h("div", { class: "field" }, h("label", { class: "consent" }, box, h("span", {}, ...text)), this.error)
  }

  get checked() {
    return this.box.checked
  }
}

/**
 * @param {string} url
 * @param {string} shop
 * @param {import("../../shared/words.js").Words} words
 */
function around(url, shop, words) {
  const link = h(
    "a",
    { href: url, target: "_blank", rel: "noopener noreferrer" },
    words.say("consentLink", { shop }),
    h("span", { class: "unseen" }, ` (${words.say("newTab")})`),
  )
  return words.around("consent", { link })
}
