/** The shop's own colour, over the few decisions of tokens.css. */

/** @param {import("../wire.js").Shop} shop */
export function wear({ color, onColor, dark }) {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`
    :root { --brand: ${safe(color)}; --on-brand: ${safe(onColor)} }
    @media (prefers-color-scheme: dark) { :root { --brand: ${safe(dark.color)}; --on-brand: ${safe(dark.onColor)} } }
  `)
  document.adoptedStyleSheets = [sheet]
}

/** @param {string} color */
function safe(color) {
  return CSS.supports("color", color) ? color : "currentColor"
}
