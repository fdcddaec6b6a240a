/** What is done more rarely in a chat: the sound, ending it, beginning another. */

import { h, icon } from "../../shared/dom.js"
import { MORE } from "./icons.js"

export class Menu {
  /**
   * @param {import("../../shared/words.js").Words} words
   * @param {import("./sound.js").Sound} sound
   * @param {{ end: () => void, another: () => void }} does
   */
  constructor(words, sound, { end, another }) {
    this.sound = h("button", { type: "button", onclick: () => turn(!sound.isOn) }, words.say("sound"))
    this.end = h("button", { type: "button", onclick: () => this.#choose(end) }, words.say("endDo"))
    this.another = h("button", { type: "button", onclick: () => this.#choose(another) }, words.say("chatAnother"))
    const list = h("div", { class: "menu" }, this.sound, this.end, this.another)
    const summary = h("summary", { class: "icon", "aria-label": words.say("more") }, icon(MORE))
    this.element = h("details", { class: "more-of-chat" }, summary, list)
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.element.open) return
      event.stopPropagation() // the next one closes the panel
      this.element.open = false
      summary.focus()
    })
    addEventListener("pointerdown", ({ target }) => {
      if (target instanceof Node && !this.element.contains(target)) this.element.open = false
    })
    const turn = (/** @type {boolean} */ on) => {
      sound.turn(on)
      this.sound.ariaPressed = String(on)
      if (on) sound.play()
    }
    this.sound.ariaPressed = String(sound.isOn)
  }

  /**
   * @param {boolean} canEnd
   * @param {boolean} canBegin another
   */
  draw(canEnd, canBegin) {
    this.end.hidden = !canEnd
    this.another.hidden = !canBegin
  }

  /** @param {() => void} does */
  #choose(does) {
    this.element.open = false
    does()
  }
}
