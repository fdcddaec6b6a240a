/**
 * Make the button, in a shadow root that the shop's styles do not reach and its strict policy does not hinder.
 * @param {import("../wire.js").LoaderConfig} config
 * @param {string} language
 */
export function makeLauncher(config, language) {
  const { label, unread } = config.words[language]
  const host = document.createElement("mostrador-counter")
  const button = document.createElement("button")
  const badge = document.createElement("span")
  button.append(badge)
  const root = dress(host, config)
  root.append(button)

  let mark = "" // before the page's title
  const show = (/** @type {boolean} */ open) => {
    host.toggleAttribute("open", open)
    button.ariaExpanded = `${open}`
  }
  const count = (/** @type {number} */ number) => {
    badge.textContent = /** @type {any} */ (number || "")
    const before = mark
    mark = number ? `(${number}) ` : ""
    document.title = mark + document.title.replace(before, "")
    button.ariaLabel = number ? `${label}, ${number} ${unread}` : label
  }
  show(false)
  count(0)
  stand(host)
  return { host, root, button, show, count }
}

/**
 * Give an element a shadow root in the shop's colours.
 * @param {HTMLElement} host
 * @param {import("../wire.js").LoaderConfig} config
 */
export function dress(host, { look }) {
  const root = host.attachShadow({ mode: "open" })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(__STYLE__ + look)
  root.adoptedStyleSheets = [sheet]
  return root
}

/**
 * Stand beside the body, where a shop that redraws its body does not sweep us away; and come back if it does.
 * @param {HTMLElement} host
 */
function stand(host) {
  const page = document.documentElement
  const place = () => host.isConnected || page.append(host)
  new MutationObserver(place).observe(page, { childList: true })
  place()
}
