/**
 * A survey in a panel over the shop's page. It is fetched when the page asks for one, and asks once in each browser; by a
 * token, once about that order.
 */

import { makeFrame } from "./frame.js"
import { memory } from "./memory.js"

const NEVER = 9e15 // ms; no calendar of a browser gets there
const TOKENS_LIFE = 31 * 86_400_000 // ms; after which its token opens nothing
const ID = /^svy_\w+$/
const WRITTEN_IN = ":read-write, select, iframe" // the fields of a payment are frames

/**
 * Show a survey unless this browser has answered it or put it away, or another one is being shown. One that is not asked
 * on pages now shows nothing.
 * @param {import("../wire.js").LoaderConfig} config
 * @param {string} language
 * @param {import("./page.js").Page} page
 * @param {string} survey
 * @param {{ token?: string | null } | null} [about] by which it knows its order
 */
export function ask(config, language, page, survey, about) {
  if (!ID.test(survey)) return console.error(`Mostrador.survey wants a survey's id, such as "svy_…", and not "${survey}".`)
  const host = /** @type {HTMLElement} */ (document.querySelector("mostrador-counter"))
  const root = /** @type {ShadowRoot} */ (host.shadowRoot)
  const token = about?.token
  const name = token ? `${token}`.split(".")[0] : survey // the token's own name opens nothing
  if (root.querySelector(".survey:not(:empty)") || root.getElementById(name) || memory()[name]) return

  const box = makeBox(root, name)
  const settle = () => memory({ ...forgotten(), [name]: token ? Date.now() + TOKENS_LIFE : NEVER })
  /** @type {HTMLElement | null} */
  let cameFrom

  /** The frame has it, and says what it is called; or that there is none. */
  const open = (/** @type {{ label: string }} */ { label }) => {
    if (!label) return box.remove()
    box.ariaLabel = element.title = label
    if (box.classList.contains("open")) return // it was loaded anew
    box.classList.add("open")
    cameFrom = focused()
    if (cameFrom?.matches(WRITTEN_IN)) return // nobody's typing is interrupted
    element.focus()
    send({ type: "open" })
  }

  const close = () => {
    settle()
    const hadFocus = root.activeElement === element
    box.classList.remove("open")
    box.replaceChildren() // it stays: where storage is denied, this page has asked all the same
    if (!hadFocus) return
    const back = cameFrom?.isConnected && cameFrom !== document.body ? cameFrom : root.querySelector("button")
    back?.focus()
  }

  const resize = (/** @type {{ height: number }} */ { height }) => (element.style.height = `${height}px`)
  const { element, send, load } = makeFrame(config, language, "panel", page, { survey: open, answered: settle, close, resize }, survey, token)
  box.append(element)
  load()
}

/**
 * What may be offered again by now, so that what is kept stays small: JSON leaves out what is not defined.
 * @returns {Record<string, any>}
 */
function forgotten() {
  const over = Object.entries(memory()).filter(([, until]) => !(until > Date.now()))
  return Object.fromEntries(over.map(([name]) => [name, undefined]))
}

/**
 * @param {ShadowRoot} root the button's
 * @param {string} name
 */
function makeBox(root, name) {
  if (!root.querySelector(".survey")) {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(__STYLE__)
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
  }
  const box = document.createElement("div")
  box.id = name
  box.className = "survey"
  box.role = "dialog"
  root.append(box)
  return box
}

/** What has the focus, in whatever shadow. */
function focused() {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return /** @type {HTMLElement | null} */ (element)
}
