/** What has to be looked at again, in one place at the top, each a way to its field. */

import { h } from "../../shared/dom.js"

export class Summary {
  /** @param {import("../../shared/words.js").Words} words */
  constructor(words) {
    this.words = words
    this.element = h("div", { class: "summary", tabindex: -1, role: "group", hidden: true })
  }

  /**
   * Show the complaints and take the focus to them: to the field itself where there is but one.
   * @param {import("./field.js").Field[]} fields the ones complained about
   */
  show(fields) {
    this.element.hidden = fields.length < 2
    if (fields.length === 1) return fields[0].control.focus()
    const title = h("h2", { id: "summary" }, this.words.say("wrong", { n: fields.length }))
    const links = fields.map((field) =>
      h("li", {}, h("button", { type: "button", class: "link", onclick: () => field.control.focus() }, field.error.textContent)),
    )
    this.element.setAttribute("aria-labelledby", "summary")
    this.element.replaceChildren(title, h("ul", {}, ...links))
    return fields.length && this.element.focus()
  }

  clear() {
    this.element.hidden = true
  }
}
