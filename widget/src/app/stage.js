/** The place where views stand, one at a time, and the voice that says what changed. */

import { h } from "../shared/dom.js"

export class Stage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root
    // What the document came with stays until there is something to show.
    this.place = root.querySelector(".place") ?? h("div", { class: "place" })
    this.voice = h("p", { class: "unseen", role: "status" })
    root.replaceChildren(this.place, this.voice)
  }

  /** @returns {import("./states.js").State} */
  get state() {
    return /** @type {import("./states.js").State} */ (this.root.dataset.state)
  }

  /**
   * @param {import("./states.js").State} state
   * @param {HTMLElement} view
   */
  show(state, view) {
    this.mark(state)
    this.place.replaceChildren(view)
  }

  /**
   * The same view, in another state.
   * @param {import("./states.js").State} state
   */
  mark(state) {
    this.root.dataset.state = state
  }

  /** Put the focus where reading begins. */
  focus() {
    const kept = document.activeElement
    if (kept instanceof HTMLElement && kept !== document.body && this.place.contains(kept)) return
    const heading = this.place.querySelector("h1")
    if (heading) heading.focus()
  }

  /** @param {string} sentence */
  announce(sentence) {
    this.voice.textContent = sentence
  }
}
