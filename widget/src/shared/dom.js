/** Elements without markup: text stays text, whoever wrote it. */

const LATER = 50 // ms

/** @typedef {Node | string | false | null | undefined} Child */
/** @typedef {string | number | boolean | null | undefined | ((event: any) => void)} Attribute */

/**
 * Make an element. A function is listened with (`onclick`), `true` sets an empty attribute, `false` and null none.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, Attribute>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value)
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : String(value))
  }
  element.append(...children.filter((child) => child || child === "").map((child) => /** @type {Node} */ (child)))
  return element
}

const SVG = "http://www.w3.org/2000/svg"

/**
 * Draw a line icon on a grid of 24; decoration only, what it means is said in words beside it.
 * @param {string} path
 */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("viewBox", "0 0 24 24")
  svg.setAttribute("aria-hidden", "true")
  const line = document.createElementNS(SVG, "path")
  line.setAttribute("d", path)
  svg.append(line)
  return svg
}

/**
 * A text that is worked out when what is around it has been shown: the first date that a browser writes takes it as long
 * as all the rest.
 * @param {() => string} say
 */
export function later(say) {
  const text = new Text()
  setTimeout(() => text.isConnected && (text.data = say()), LATER) // whoever has gone on needs it no more
  return text
}
