/** A question whose answer is one line. What came along unseen when it was pasted is no part of the answer. */

import { Field } from "./field.js"

const DIRECTION = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g // marks that phones put around what they copy
const NOTHING = /[\u200b\u2060\ufeff]/g // as wide as nothing, and joining nothing
const WIDE = /[\u00a0\u202f]/g // spaces that do not break
const LOOSE = /^[\s\u200c\u200d]+|[\s\u200c\u200d]+$/g // within a word the joiners are spelling, at its ends they are not

export class Line extends Field {
  /** What can be seen of what was typed. */
  get value() {
    return withoutDirection(super.value).replace(NOTHING, "").replace(WIDE, " ").replace(LOOSE, "")
  }
}

/**
 * A text without the marks that turn its direction: nobody typed them, and in front of an agent they could forge it.
 * @param {string} text
 */
export function withoutDirection(text) {
  return text.replace(DIRECTION, "")
}
