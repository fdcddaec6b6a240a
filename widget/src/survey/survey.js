/** A survey, one question at a time. What a person confirms is sent at once, so that half an answer counts too. */

import { Refusal } from "../shared/api.js"
import { h } from "../shared/dom.js"
import { drawn, read } from "./fields.js"
import { gift } from "./gift.js"
import { asked } from "./path.js"

/** @typedef {import("./path.js").Question} Question */
/** @typedef {import("./path.js").Given} Given */
/** @typedef {{ key: string, answers: Record<string, Given>, place: number, done: boolean, given?: import("./gift.js").Given }} Kept */
/** @typedef {{ confirm: (key: string, answers: Record<string, Given>, finished: boolean) => Promise<unknown>, claim: (key: string) => Promise<import("./gift.js").Given>, keep: (kept: Kept) => void }} Ways */

export class Survey {
  /**
   * @param {HTMLElement} place
   * @param {{ shop: { name: string }, questions: Question[], incentive: import("./gift.js").Incentive | null }} shown
   * @param {import("../shared/words.js").Words} words
   * @param {Kept} kept
   * @param {Ways} ways
   */
  constructor(place, shown, words, kept, ways) {
    this.place = place
    this.shop = shown.shop.name
    this.questions = shown.questions
    this.incentive = shown.incentive
    this.words = words
    this.kept = kept
    this.ways = ways
    this.busy = false
  }

  start() {
    if (this.kept.done) this.#thank()
    else this.#ask(false)
  }

  get #path() {
    return asked(this.questions, this.kept.answers)
  }

  /** @param {boolean} moved whether somebody went there, and the focus is to follow */
  #ask(moved) {
    const path = this.#path
    const number = Math.min(this.kept.place, path.length - 1)
    const question = path[number]
    const optional = number > 0 && !question.required
    const notice = h("p", { role: "alert", class: "wrong" })
    const last = question === this.questions.at(-1)
    const label = number === 0 ? "confirm" : last ? "send" : "next"
    const back = number > 0 && h("button", { type: "button", class: "back", onclick: () => this.#go(number - 1) }, this.words.say("back"))
    const button = h("button", { type: "submit", class: "primary" }, this.words.say(label))
    const fields = drawn(question, this.kept.answers[question.key], this.words, optional)
    const form = h("form", { class: "card", novalidate: true }, h("p", { class: "shop" }, this.shop), fields, notice, h("div", { class: "row" }, button, back))
    form.addEventListener("input", () => this.#take(question, form))
    form.addEventListener("submit", (event) => {
      event.preventDefault()
      this.#confirm(question, form, notice, button, !optional)
    })
    this.place.replaceChildren(form)
    const first = /** @type {HTMLElement | null} */ (form.querySelector(":checked") ?? form.querySelector("[name=answer]"))
    if (moved) first?.focus()
  }

  /**
   * @param {Question} question
   * @param {HTMLFormElement} form
   */
  #take(question, form) {
    const answer = read(question, form)
    const { [question.key]: _, ...others } = this.kept.answers
    this.kept.answers = answer === undefined ? others : { ...others, [question.key]: answer }
    this.ways.keep(this.kept)
  }

  /**
   * @param {Question} question
   * @param {HTMLFormElement} form
   * @param {HTMLElement} notice
   * @param {HTMLButtonElement} button
   * @param {boolean} needed
   */
  async #confirm(question, form, notice, button, needed) {
    if (this.busy) return
    notice.textContent = ""
    this.#take(question, form)
    if (needed && this.kept.answers[question.key] === undefined) {
      notice.textContent = this.words.say("required")
      return /** @type {HTMLElement | null} */ (form.querySelector("[name=answer]"))?.focus()
    }
    const path = this.#path
    const next = path.indexOf(question) + 1
    const keys = path.map(({ key }) => key)
    const reached = Object.fromEntries(Object.entries(this.kept.answers).filter(([key]) => keys.includes(key)))
    await this.#send(reached, next >= path.length, notice, button)
    if (notice.textContent) return
    this.kept.answers = reached
    if (next < path.length) return this.#go(next)
    this.kept.done = true
    this.ways.keep(this.kept)
    this.#thank()
  }

  /**
   * @param {Record<string, Given>} answers
   * @param {boolean} finished
   * @param {HTMLElement} notice
   * @param {HTMLButtonElement} button
   */
  async #send(answers, finished, notice, button) {
    const label = button.textContent
    this.busy = true
    button.setAttribute("aria-disabled", "true")
    button.textContent = this.words.say("sending")
    try {
      await this.ways.confirm(this.kept.key, answers, finished)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const said = error.code === "link_over" ? "over" : error.code
      notice.textContent = this.words.say(this.words.has(said) ? said : "unreachable")
    } finally {
      this.busy = false
      button.textContent = label
      button.removeAttribute("aria-disabled")
    }
  }

  /** @param {number} place */
  #go(place) {
    this.kept.place = place
    this.ways.keep(this.kept)
    this.#ask(true)
  }

  #thank() {
    const heading = h("h1", { tabindex: -1 }, this.words.say("thanks"))
    const said = h("p", {}, this.words.say("thanks_text", { shop: this.shop }))
    const box = this.incentive && gift(this.incentive, this.shop, this.words, () => this.#claim(), this.kept.given)
    this.place.replaceChildren(h("div", { class: "card" }, h("p", { class: "shop" }, this.shop), heading, said, box))
    heading.focus()
  }

  async #claim() {
    const given = await this.ways.claim(this.kept.key)
    this.kept.given = given
    this.ways.keep(this.kept)
    return given
  }
}
