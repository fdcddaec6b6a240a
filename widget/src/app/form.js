/** The contact form. */

import { Refusal } from "../shared/api.js"
import { h } from "../shared/dom.js"
import { check, complaintsOf } from "./form/checks.js"
import { Consent } from "./form/consent.js"
import { Email } from "./form/email.js"
import { Field } from "./form/field.js"
import { Line } from "./form/line.js"
import { Message } from "./form/message.js"
import { Notice } from "./form/notice.js"
import { Summary } from "./form/summary.js"
import { head } from "./head.js"
import { sentView } from "./sent.js"

/** @typedef {import("../wire.js").FormFields} FormFields */

export const STYLES = __STYLE__

export class Form {
  #sending = false;
  /** @type {AbortController | undefined} */
  #offline;

  /**
   * @param {import("./desk.js").Desk} desk
   * @param {{ back: () => void, sent: (receipt: import("../wire.js").Receipt) => void }} onward
   */
  constructor(desk, { back, sent }) {
    const { shop, words } = desk
    this.desk = desk
    this.sent = sent
    this.name = new Line("name", words.say("name"), h("input", { autocomplete: "name", required: true }))
    this.email = new Email(words, () => this.#keep())
    this.topic = new Field("topic", words.say("topic"), topics(shop, words))
    this.order = new Line("order", words.say("order"), h("input", { autocomplete: "off", maxlength: 64 }), words.say("optional"))
    this.message = new Message(words)
    this.consent = new Consent(shop, words)
    this.trap = h("input", { name: "website", id: "website", tabindex: -1, autocomplete: "off" })
    this.summary = new Summary(words)
    this.notice = new Notice(words)
    this.button = h("button", { class: "primary" }, words.say("send"))
    this.element = this.#build(back)
    this.#restore()
  }

  /** @returns {Field[]} in the order they are read */
  get fields() {
    return [this.name, this.email, this.topic, this.order, this.message, this.consent]
  }

  /** @returns {FormFields} */
  get values() {
    return {
      name: this.name.value,
      email: this.email.value,
      topic: this.topic.value,
      order: this.order.element.hidden ? "" : this.order.value,
      message: this.message.value,
      consent: this.consent.checked,
      website: this.trap.value,
    }
  }

  /** Go on with what a frame before this one was sending. It is not loaded anew for that again: this would have no end. */
  resume() {
    this.desk.store.settle()
    return this.submit(false)
  }

  /** @param {boolean} [pressed] whether the shopper has just asked for it */
  async submit(pressed = true) {
    if (this.#sending) return
    this.#offline?.abort()
    this.notice.clear()
    if (!this.#accepted(check(this.values, this.desk.shop.topics.length > 0))) return
    this.#busy(true)
    this.desk.draft.begin(this.values)
    try {
      const receipt = await this.desk.deliver("forms", { ...this.values, key: this.desk.draft.key }, pressed)
      this.desk.store.set("sent", receipt)
      this.desk.draft.restart()
      this.desk.ticket.restart()
      this.#busy(false)
      this.sent(receipt)
    } catch (error) {
      this.#busy(false)
      if (!(error instanceof Refusal)) throw error
      this.desk.draft.fail(!error.passing)
      this.#refused(error)
    }
  }

  /**
   * What stands in its place once it is sent.
   * @param {import("../wire.js").Receipt} receipt
   * @param {{ back: () => void, another: () => void }} onward
   */
  thanks(receipt, onward) {
    return sentView(this.desk, receipt, onward)
  }

  /** Where the topic needs a number; one that is there stays in sight, and only what is in sight is sent. */
  #askOrder() {
    const asks = this.desk.shop.topics.find(({ id }) => id === this.topic.value)?.asksOrder
    this.order.element.hidden = !asks && !this.order.value
  }

  /** @param {() => void} back */
  #build(back) {
    const { words, shop } = this.desk
    const form = h(
      "form",
      { novalidate: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.submit()) },
      this.summary.element,
      this.name.element,
      this.email.element,
      shop.topics.length > 1 && this.topic.element,
      this.order.element,
      this.message.element,
      h("div", { class: "trap", "aria-hidden": "true" }, h("label", { for: "website" }, words.say("trap")), this.trap),
      this.consent.element,
      h("div", { class: "end" }, this.notice.element, this.button),
    )
    form.addEventListener("input", (event) => this.#changed(event))
    form.addEventListener("focusin", () => this.#begin())
    return h("div", { class: "view" }, head(this.desk, words.say("write"), this.desk.standing.promise(words, this.desk.now()), back), h("main", {}, form))
  }

  /** The shopper means to write: from here on things are kept, and the proof is worked out. */
  #begin() {
    this.desk.store.settle()
    this.desk.ticket.begin()
  }

  #restore() {
    const { fields } = this.desk.draft
    for (const field of this.fields) {
      const kept = fields[/** @type {keyof FormFields} */ (field.name)]
      if (typeof kept === "string") field.control.value = kept
    }
    this.consent.box.checked = Boolean(fields.consent)
    if (!this.topic.value && this.desk.shop.topics.length === 1) this.topic.control.value = this.desk.shop.topics[0].id
    this.#askOrder()
    this.message.count()
  }

  /** @param {Event} event */
  #changed(event) {
    if (event.target === this.topic.control) this.#askOrder()
    this.fields.find(({ control }) => control === event.target)?.complain("")
    this.#keep()
  }

  #keep() {
    this.desk.draft.keep({ ...this.values, order: this.order.value })
  }

  /** @param {import("./form/checks.js").Complaints} complaints */
  #accepted(complaints) {
    for (const field of this.fields) {
      const complaint = complaints[/** @type {keyof FormFields} */ (field.name)]
      field.complain(complaint ? this.desk.words.say(complaint.name, complaint.values) : "")
    }
    const wrong = this.fields.filter(({ control }) => control.hasAttribute("aria-invalid"))
    this.desk.stage.mark(wrong.length ? "form-errors" : "form")
    this.summary.show(wrong)
    return wrong.length === 0
  }

  /** @param {Refusal} refusal */
  #refused(refusal) {
    if (refusal.status === 422 && Object.keys(refusal.fields).length) {
      this.#accepted(complaintsOf(refusal.fields, this.values))
    } else if (refusal.code === "too_many") {
      this.#failed("form-too-many", "tooMany", { n: Math.ceil((refusal.retryAfter ?? 60) / 60) })
    } else if (!navigator.onLine) {
      this.#failed("form-offline", "offline")
      this.#offline = new AbortController()
      addEventListener("online", () => this.submit(), { once: true, signal: this.#offline.signal })
    } else if (refusal.passing) this.#failed("form-failed", "failed")
    else this.#failed("form-refused", "refused")
  }

  /**
   * @param {import("./states.js").State} state
   * @param {string} sentence
   * @param {Record<string, number>} [values]
   */
  #failed(state, sentence, values) {
    this.desk.stage.mark(state)
    this.notice.say(sentence, values)
    this.button.textContent = this.desk.words.say(state === "form-too-many" ? "send" : "again")
    this.button.scrollIntoView({ block: "nearest" })
  }

  /** @param {boolean} busy */
  #busy(busy) {
    const { words, stage } = this.desk
    this.#sending = busy
    if (busy) stage.mark("form-sending")
    stage.announce(busy ? words.say("sending") : "")
    this.button.textContent = words.say(busy ? "sending" : "send")
    this.button.ariaDisabled = String(busy)
    for (const { control } of this.fields) control.toggleAttribute("readonly", busy)
  }
}

/**
 * @param {import("../wire.js").Shop} shop
 * @param {import("../shared/words.js").Words} words
 */
function topics(shop, words) {
  const choices = shop.topics.map(({ id, name }) => h("option", { value: id }, name))
  return h("select", { required: true }, h("option", { value: "" }, words.say("topicChoose")), ...choices)
}
