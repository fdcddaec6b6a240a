import { flag } from "./flag.js"
import { makeFrame } from "./frame.js"
import { makeLauncher } from "./launcher.js"

const SLOW = 8000 // ms; by then even a slow phone has the frame

/**
 * Make the panel over the page: the button and, from the first click on, the frame that it opens and closes.
 * @param {import("../wire.js").LoaderConfig} config
 * @param {string} language
 * @param {import("./page.js").Page} page
 */
export function makePanel(config, language, page) {
  const { host, root, button, show, count } = makeLauncher(config, language)
  const element = document.createElement("div")
  /** @type {ReturnType<typeof makeFrame> | null | undefined} */
  let frame
  /** @type {HTMLElement | null} */
  let cameFrom
  let isOpen = false
  /** @type {import("../wire.js").View | undefined} */
  let wanted
  let wiped = () => {}

  /** Load the frame, unseen: to count what is unread, or to be opened. */
  const prepare = () => {
    if (!frame) {
      frame = makeFrame(config, language, "panel", page, place)
      element.replaceChildren(frame.element)
      root.append(element)
      frame.load()
    }
    return frame
  }

  const open = (/** @type {import("../wire.js").View=} */ view) => {
    flag(true)
    wanted = typeof view === "string" ? view : undefined // and no event, where this listens to a button
    prepare()
    if (!isOpen) {
      cameFrom = /** @type {HTMLElement | null} */ (document.activeElement)
      show((isOpen = true))
      page.tell("open")
    }
    tell()
    frame?.element.focus()
  }

  /** Have the frame show what is wanted, and see that it does. */
  const tell = () => {
    frame?.send({ type: "open", view: wanted })
    setTimeout(lookAfter, SLOW)
  }

  const close = () => {
    if (!isOpen) return
    show((isOpen = false))
    frame?.send({ type: "close" })
    const back = cameFrom === host || cameFrom === document.body ? button : cameFrom
    back?.focus()
    page.tell("close")
  }

  /** Have the server revoke and the frame forget; where nobody ever opened it, there is nothing to forget. */
  const logout = async () => {
    page.ask = null
    if (!flag()) return
    prepare().send({ type: "logout" })
    await new Promise((resolve) => (wiped = () => resolve(flag(false))))
  }

  const identify = (/** @type {() => Promise<string>} */ ask) => {
    page.ask = ask
    frame?.send({ type: "identifies" })
  }

  /** Say so if the frame did not come: the server is down, or the page's policy forbids it. The next click tries again. */
  const lookAfter = () => {
    if (!frame || frame.alive()) return
    frame = null
    element.textContent = config.words[language].away
  }

  const place = {
    close,
    count: (/** @type {{ unread: number }} */ { unread }) => count(unread),
    wiped: () => wiped(),
    renewed: () => isOpen && tell(),
    ready() {
      host.toggleAttribute("ready", true)
      if (isOpen && document.activeElement === host) frame?.element.focus()
    },
  }

  button.onclick = () => (isOpen ? close() : open(undefined))
  host.onkeydown = ({ key }) => void (key === "Escape" && close()) // what returns false swallows the key
  return { prepare, calls: { open, close, logout, identify } }
}
