/** Finds the links in what somebody wrote. Text stays text; an address becomes a link only if it is harmless to follow. */

import { h } from "./dom.js"

const ADDRESSES = /(?:https?:\/\/|mailto:)[^\s<>"«»]+/gi
const SAFE = ["http:", "https:", "mailto:"]
const CLOSING = /[.,;:!?'’”)\]}…]+$/ // what ends a sentence, and not the address in it

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function linked(text) {
  const parts = /** @type {(Node | string)[]} */ ([])
  let from = 0
  for (const { 0: found, index } of text.matchAll(ADDRESSES)) {
    const address = trimmed(found)
    const url = safe(address)
    if (!url) continue
    const link = h("a", { href: url, target: "_blank", rel: "noopener noreferrer nofollow" }, address)
    parts.push(text.slice(from, index), link)
    from = index + address.length
  }
  return [...parts, text.slice(from)]
}

/** Without the full stop after it; a bracket that was opened within the address stays. @param {string} found */
function trimmed(found) {
  const end = CLOSING.exec(found)?.[0] ?? ""
  const open = found.split("(").length - found.slice(0, found.length - end.length).split(")").length
  return found.slice(0, found.length - end.length) + (open > 0 && end.startsWith(")") ? ")" : "")
}

/** @param {string} address */
function safe(address) {
  try {
    const { protocol, href } = new URL(address)
    return SAFE.includes(protocol) ? href : null
  } catch {
    return null
  }
}
