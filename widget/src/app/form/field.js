/** One question: its label, its control, its hint, and what is wrong with the answer, all tied together. */

import { h, icon } from "../../shared/dom.js"
import { WARNING } from "../icons.js"

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

export class Field {
  /**
   * @param {string} name
   * @param {string} label
   * @param {Control} control
   * @param {string} [hint]
   * @param {HTMLElement} [aside] what stands under the control, such as a counter
   */
  constructor(name, label, control, hint, aside) {
    this.name = name
    this.label = label
    this.control = control
    control.id = name
    control.name = name
    control.classList.add("in")
    this.error = h("p", { id: `${name}-error`, class: "error" })
    const hintLine = hint && h("p", { id: `${name}-hint`, class: "hint" }, hint)
    control.setAttribute("aria-describedby", hintLine ? `${name}-error ${name}-hint` : `${name}-error`)
    this.element = h("div", { class: "field" }, h("label", { for: name }, label), control, this.error, hintLine, aside)
  }

  get value() {
    return this.control.value
  }

  /** @param {string} sentence what to do; empty when all is well */
  complain(sentence) {
    if (sentence) this.control.setAttribute("aria-invalid", "true")
    else this.control.removeAttribute("aria-invalid")
    this.error.replaceChildren(...(sentence ? [icon(WARNING), sentence] : []))
  }
}
