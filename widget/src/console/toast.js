/** A sentence at the foot of the page that goes by itself, or by a press. */

import { h } from "../shared/dom.js"
import { say } from "./words.js"

const STAYS = 6000 // ms: long enough to read two short sentences

/**
 * @param {string} text
 * @param {{ stays?: boolean }} [options] `stays`: until it is closed or said again
 * @returns {() => void} takes it away
 */
export function toast(text, { stays = false } = {}) {
  const place = document.getElementById("toasts")
  const close = () => line.remove()
  const line = h("div", { class: "toast" }, h("span", {}, text), h("button", { type: "button", onclick: close }, say("close")))
  for (const other of place?.children ?? []) if (other.firstChild?.textContent === text) other.remove()
  place?.append(line)
  if (!stays) setTimeout(close, STAYS)
  return close
}
