/** What stands where a chat has ended: the shop's own survey, where it asks one after chats, and else the faces. */

import { h } from "../shared/dom.js"
import { onward, ratingForm } from "./chat/ending.js"

export class After {
  /** The chat whose survey was answered. */
  #answered = "";

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./chat/talk.js").Talk} talk
   * @param {{ changed: () => void, focus: () => void }} tell `focus`: what had it is gone, and something else is there
   */
  constructor(desk, talk, tell) {
    this.desk = desk
    this.talk = talk
    this.tell = tell
  }

  /** Whether the shopper has said how it went. */
  get isRated() {
    const { current } = this.talk
    return Boolean(current && (current.id === this.#answered || current.events.some(({ kind }) => kind === "rated")))
  }

  /**
   * Make a place for it, and fill it when the server has said which. The faces come where it does not.
   * @param {import("./chat/ending.js").Onward} ways
   */
  ask(ways) {
    const place = h("div", { tabindex: -1 })
    const faces = () => ratingForm(this.desk.words, { rate: (score, said) => this.talk.rate(score, said), ...ways })
    this.#survey(ways).catch(faces).then((asked) => {
      const hadFocus = place.contains(document.activeElement)
      place.removeAttribute("tabindex")
      place.replaceChildren(asked ?? faces())
      if (hadFocus) this.tell.focus()
    })
    return place
  }

  /** @param {import("./chat/ending.js").Onward} ways */
  async #survey({ another, copy }) {
    const { api, session, words } = this.desk
    const id = this.talk.current?.id ?? ""
    const path = `conversations/${id}/survey`
    /** @type {{ survey: string, shown: any, done: boolean }} `done`: it was answered here before */
    const offer = await api.get(`${path}?lang=${words.language}`, await session.token())
    if (offer.done) this.#settle(id)
    if (!offer.shown) return null
    const { asking } = await import("./asking.js")
    const form = asking(offer, async (said) => {
      await api.post(path, said, await session.token())
      if (said.finished) this.#settle(id)
    })
    return h("div", {}, form, h("div", { class: "ask" }, onward(words, another, copy)))
  }

  /** @param {string} id */
  #settle(id) {
    this.#answered = id
    this.tell.changed()
  }
}
