/** Where an agent writes in a chat: Enter sends, Shift and Enter begin a line; a note is another paper altogether. */

import { h } from "../../shared/dom.js"
import { draftOf, dropDraft, keepDraft } from "../drafts.js"
import { ReplyPicker, selectField, unfilled } from "../replies.js"
import { knows, say } from "../words.js"
import { BOLT, LOCK, SEND, drawn } from "./icons.js"

const LONGEST = 10_000 // characters
const IME = 229 // `keyCode` of what belongs to an input method, in browsers that end the composition first

/**
 * @typedef {object} Tell
 * @property {(text: string) => void} say
 * @property {(seq: number, key: string, text: string, anyway: boolean) => void} mend
 * @property {(key: string, text: string) => void} note
 * @property {(note: boolean) => void} type
 */

/**
 * @typedef {{ seq: number, was: string, before: string, sent: string, refused: string }} Correction `before` is what was being written
 *   meanwhile, `refused` the code for what was sent last
 */

export class ChatComposer {
  /** @type {string} the key of a note or a correction that is on its way */
  saving = ""
  #key = "";
  /** @type {Correction | null} what was just said, while it is put right here */
  #correction = null

  /**
   * @param {string} conversation
   * @param {string} replies the address that answers the canned replies
   * @param {Tell} tell
   */
  constructor(conversation, replies, tell) {
    this.conversation = conversation
    this.tell = tell
    const id = `write-${conversation}`
    this.text = h("textarea", { id, rows: 2, maxlength: LONGEST, "aria-describedby": `why-${conversation}`, "data-replies": replies })
    this.why = h("span", { id: `why-${conversation}`, class: "quiet why", role: "status" })
    this.sends = h("button", { class: "btn main for-answer" }, say("chat.send"), drawn(SEND))
    this.cancels = h("button", { class: "btn for-answer", type: "button", hidden: true, onclick: () => this.#stopCorrecting() }, say("chat.mend_cancel"))
    this.saves = h("button", { class: "btn main-note for-note" }, drawn(LOCK), say("chat.add_note"))
    const bolt = h("button", { class: "btn bare only for-answer", type: "button", title: say("replies"), "aria-label": say("replies"), onclick: () => this.replies.open() }, drawn(BOLT))
    this.element = h(
      "form",
      { class: "composer", novalidate: true, onsubmit: (/** @type {Event} */ event) => (event.preventDefault(), this.submit()) },
      h("fieldset", { class: "tabs" }, h("legend", { class: "heard" }, say("chat.what")), this.#mode("answer"), this.#mode("note")),
      h("label", { class: "heard", for: id }, say("chat.text")),
      this.text,
      h("div", { class: "bar" }, bolt, this.why, this.cancels, this.sends, this.saves),
    )
    this.replies = new ReplyPicker(this.text) // before the next line: it takes Enter while it is open
    this.text.addEventListener("keydown", (event) => this.#pressed(event))
    this.element.addEventListener("input", () => this.#changed())
    this.#bringBack()
  }

  /** Whether only notes can be written here: by somebody who looks on. @param {boolean} whispers */
  whisper(whispers) {
    this.element.classList.toggle("whispers", whispers)
    if (whispers) this.#note.checked = true
    else if (!this.saving) this.#answer.checked = !this.#note.checked || !this.text.value.trim()
    this.saves.replaceChildren(drawn(LOCK), say(whispers ? "chat.whisper" : "chat.add_note"))
    this.show()
  }

  get isNote() {
    return this.#note.checked
  }

  submit() {
    const text = this.text.value.trim()
    if (this.saving || !text) return this.text.focus()
    if (this.missing !== undefined) return this.text.focus(), void selectField(this.text)
    if (this.#correction) this.#mend(this.#correction, text)
    else if (this.isNote) {
      this.saving = this.#key ||= crypto.randomUUID()
      this.text.readOnly = true
      this.tell.note(this.saving, text)
    } else {
      this.put("")
      this.tell.say(text)
    }
    this.show()
    this.text.focus()
  }

  /** Put a text into the field. @param {string} text */
  put(text) {
    this.text.value = text
    this.#keep()
    this.show()
  }

  /**
   * Take back what was sent, before what is being written now.
   * @param {string} text
   * @returns {boolean} whether it did; a note that is being written is another paper
   */
  mend(text) {
    const { value } = this.text
    if (this.saving || (this.isNote && value.trim())) return false
    this.#answer.checked = true
    this.put(value.trim() ? `${text}\n${value}` : text)
    return true
  }

  /**
   * Put right what was just said.
   * @param {number} seq
   * @param {string} text
   * @returns {boolean} whether it can be done now
   */
  correct(seq, text) {
    const { value } = this.text
    if (this.saving || (this.isNote && value.trim())) return false
    this.#correction = { seq, was: text, before: this.#correction?.before ?? value, sent: "", refused: "" }
    this.#answer.checked = true
    this.text.value = text
    this.show()
    return true
  }

  /** What is put right here reads otherwise now, or was taken back. @param {number} seq */
  corrected(seq) {
    if (seq === this.#correction?.seq) this.#stopCorrecting()
  }

  /** It is in the log: a note that was sent, also from the page before this one. @param {string} key */
  saved(key) {
    if (!key || key !== this.#key) return
    this.saving = this.#key = ""
    this.text.readOnly = false
    this.#answer.checked = !this.element.classList.contains("whispers")
    this.put("")
  }

  /**
   * The server does not take the note or the correction: it stays here.
   * @param {string} key
   * @param {string} code
   */
  refused(key, code) {
    if (key !== this.saving) return
    if (this.#correction) this.#correction.refused = code
    this.saving = ""
    this.text.readOnly = false
    this.show()
  }

  /** Send again what went nowhere because the line was lost. */
  resend() {
    if (this.saving && this.#correction) this.#mend(this.#correction, this.text.value.trim())
    else if (this.saving) this.tell.note(this.saving, this.text.value.trim())
  }

  show() {
    const { isNote } = this
    this.text.placeholder = say(isNote ? "chat.note_placeholder" : "chat.placeholder")
    const { missing } = this
    const why = missing === undefined ? this.#state : say("field_missing", { field: missing })
    if (this.why.textContent !== why) this.why.textContent = why
    this.sends.disabled = missing !== undefined
    this.saves.disabled = Boolean(this.saving)
    this.cancels.hidden = !this.#correction
    this.sends.replaceChildren(say(this.#correction ? "chat.mend" : "chat.send"), drawn(SEND))
  }

  get #state() {
    const { refused = "" } = this.#correction ?? {}
    if (refused) return say(knows(`chat.refused_${refused}`) ? `chat.refused_${refused}` : "chat.refused_other")
    if (this.#correction) return say(this.saving ? "chat.state_sending" : "chat.mends")
    return this.saving ? say("chat.note_waits") : ""
  }

  /**
   * @param {Correction} correction
   * @param {string} text
   */
  #mend(correction, text) {
    if (text === correction.was) return this.#stopCorrecting()
    const anyway = correction.refused.startsWith("held_") && text === correction.sent
    Object.assign(correction, { sent: text, refused: "" })
    this.saving ||= crypto.randomUUID()
    this.text.readOnly = true
    this.tell.mend(correction.seq, this.saving, text, anyway)
  }

  #stopCorrecting() {
    const before = this.#correction?.before ?? ""
    this.#correction = null
    this.saving = ""
    this.text.readOnly = false
    this.put(before)
    this.text.focus()
  }

  /** The first field that an answer still lacks. */
  get missing() {
    return this.isNote ? undefined : unfilled(this.text.value)[0]
  }

  get #note() {
    return /** @type {HTMLInputElement} */ (this.element.querySelector("[value=note]"))
  }

  get #answer() {
    return /** @type {HTMLInputElement} */ (this.element.querySelector("[value=answer]"))
  }

  /** @param {"answer" | "note"} mode */
  #mode(mode) {
    const words = mode === "note" ? [drawn(LOCK, "small"), say("chat.note")] : [say("chat.answer")]
    return h("label", {}, h("input", { class: "heard", type: "radio", name: "mode", value: mode, checked: mode === "answer" }), h("span", {}, ...words))
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.key === "Escape" && this.#correction) return event.stopPropagation(), this.#stopCorrecting()
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === IME) return
    event.preventDefault()
    this.submit()
  }

  #changed() {
    this.#keep()
    this.show()
    if (this.text.value) this.tell.type(this.isNote)
  }

  #keep() {
    if (this.#correction) return undefined // what is written beside it is kept as it was
    const { value } = this.text
    if (!value.trim()) return dropDraft(this.conversation)
    this.#key ||= crypto.randomUUID()
    keepDraft(this.conversation, { key: this.#key, text: value, mode: this.isNote ? "note" : "answer" })
  }

  #bringBack() {
    const kept = draftOf(this.conversation)
    if (kept) {
      this.text.value = kept.text
      this.#key = kept.key
      this.#note.checked = kept.mode === "note"
    }
    this.show()
  }
}
