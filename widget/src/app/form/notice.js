/** What became of the text when it could not be sent, and what to do. */

import { h } from "../../shared/dom.js"

export class Notice {
  /** @param {import("../../shared/words.js").Words} words */
  constructor(words) {
    this.words = words
    this.element = h("div", { role: "alert" })
  }

  /**
   * @param {string} name
   * @param {Record<string, string | number>} [values]
   */
  say(name, values) {
    this.element.replaceChildren(h("p", { class: "notice" }, this.words.say(name, values)))
  }

  clear() {
    this.element.replaceChildren()
  }
}
