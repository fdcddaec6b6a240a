import { bubble } from "./bubble.js"
import { memory } from "./memory.js"

const LOOK = 1000 // ms; looking costs a comparison, and sees a shop that moves on without loading a page
const AGAIN = 300 // s; where nobody was on duty, somebody may be by then
const DAY = 86_400_000 // ms
const NEVER = 9e15 // ms; no calendar of a browser gets there

/**
 * Invite the shopper to chat where one of the shop's rules fits: once on a page, at most once a day, and not again after
 * they have said no.
 * @param {import("../wire.js").InvitingConfig} config
 * @param {NonNullable<ReturnType<typeof import("./start.js").start>>} here
 */
export function invite({ invitations, words }, { language, page, panel }) {
  const host = /** @type {HTMLElement} */ (document.querySelector("mostrador-counter"))
  let path = ""
  let stayed = 0 // s on this path, with the page in view
  let offered = false
  /** @type {import("../wire.js").InvitationRule | undefined} the one that the frame was asked about */
  let asked
  let askedAt = 0 // as `stayed`

  const mayNot = () => offered || host.hasAttribute("open") || memory().any > Date.now()

  const fits = (/** @type {import("../wire.js").InvitationRule} */ rule) =>
    stayed >= rule.seconds &&
    (!rule.items || Number(page.cart?.items) >= rule.items) &&
    begins(path, rule.page) &&
    !(memory()[rule.id] > Date.now())

  const look = () => {
    if (path !== location.pathname) {
      path = location.pathname
      stayed = 0
      asked = undefined
    }
    if (document.hidden || mayNot()) return
    stayed++
    if (asked && stayed < askedAt + AGAIN) return
    asked = invitations.find(fits)
    if (!asked) return
    askedAt = stayed
    panel.prepare().send({ type: "invite", rule: asked.id })
  }

  page.on("invitation", (/** @type {any} */ { rule, text }) => {
    if (!asked || rule !== asked.id || mayNot()) return
    offered = true
    memory({ any: Date.now() + DAY, [rule]: Date.now() + asked.every * DAY })
    const remove = bubble(/** @type {ShadowRoot} */ (host.shadowRoot), words[language], text, (taken) => {
      memory(taken ? { [rule]: NEVER } : { any: NEVER })
      if (taken) panel.calls.open(`chat:${rule}`)
    })
    page.on("open", remove)
  })

  setInterval(look, LOOK)
}

/**
 * Whether a path begins as a rule says. It goes along the path once, whatever stands in the rule.
 * @param {string} path
 * @param {string} pattern `*` stands for anything
 */
function begins(path, pattern) {
  let at = 0
  return pattern.split("*").every((part, index) => {
    const found = path.indexOf(part, at)
    at = found + part.length
    return index ? found >= 0 : !found
  })
}
