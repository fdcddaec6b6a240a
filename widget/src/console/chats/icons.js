/** The icons that the chats draw themselves; on a grid of 24, as in `templates/console/parts/icons.html`. */

import { icon } from "../../shared/dom.js"

export const HAND = "M8 12V6.5a1.5 1.5 0 0 1 3 0V11m0-5.5v-1a1.5 1.5 0 0 1 3 0V11m0-4.5a1.5 1.5 0 0 1 3 0V14a6 6 0 0 1-6 6h-.5a6 6 0 0 1-5-2.7L3.6 14a1.5 1.5 0 0 1 2.4-1.7L8 14.5"
export const SEND = "M4.5 12h14M13 6l6 6-6 6"
export const LOCK = "M6 11V8a6 6 0 0 1 12 0v3M5 11h14v9H5z"
export const CLOSE = "M6 6l12 12M18 6L6 18"
export const INFO = "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 11v5M12 8h.01"
export const BOLT = "M13 3L5 14h6l-1 7 8-11h-6z"
export const PASS_ON = "M4 12h12M11 6l6 6-6 6M20 5v14"
export const END = "M5 12l4.5 4.5L19 7"

/**
 * @param {string} path
 * @param {string} [size]
 */
export function drawn(path, size = "") {
  const svg = icon(path)
  svg.setAttribute("class", `icon ${size}`)
  return svg
}
