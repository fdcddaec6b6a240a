/** What became of the text when it could not be sent, and what to do. */

import { h } from "../../shared/dom.js"

export class Notice {
  /**
   * @param {import("../../shared/words.js").Words} words
   * @param {() => void} again
   */
  constructor(words, again) {
    this.words = words
    this.again = again
    this.element = h("div", { role: "alert" })
  }

  /**
   * @param {string} name
   * @param {Record<string, string | number>} [values]
   */
  say(name, values) {
    const { words, again } = this
    const sentence = h("p", {}, words.say(name, values))
    const button = h("button", { type: "button", class: "second", onclick: again }, words.say("again"))
    this.element.replaceChildren(h("div", { class: "notice" }, sentence, button))
  }

  clear() {
    this.element.replaceChildren()
  }
}
