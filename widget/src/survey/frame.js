/**
 * A survey within the shop's own page, or in a panel over it: nothing is sent, and nothing kept here, before somebody
 * confirms an answer; but for the token that the page may have for it, which opens it.
 */

import { closeButton } from "../app/head.js"
import { wear } from "../app/look.js"
import { ShopPage } from "../app/page.js"
import { Api } from "../shared/api.js"
import { Store } from "../shared/store.js"
import { Words } from "../shared/words.js"
import { invitedWays, openInvited } from "./invited.js"
import { Survey } from "./survey.js"
import { Visiting } from "./visiting.js"

/** @typedef {{ boot: string, shop: string, survey: string, origins: string[], shown: any }} Framed */

const framed = /** @type {Framed} */ (JSON.parse(document.getElementById("boot")?.textContent ?? "{}"))
const root = /** @type {HTMLElement} */ (document.getElementById("survey"))
const api = new Api(new URL("../../api/", import.meta.url))
const isPanel = document.documentElement.dataset.mode === "panel"
const page = new ShopPage(framed.origins, (message) => {
  if (message.type === "greeting") ask(String(message.token ?? ""))
  else if (message.type === "open") begin()
})

function fit() {
  page.send({ type: "resize", height: Math.ceil(root.getBoundingClientRect().height) })
}

/** The panel has come up, and the focus with it. */
function begin() {
  const wanted = [":checked", "[name=answer]", "h1"].map((part) => root.querySelector(part)).find(Boolean)
  if (wanted instanceof HTMLElement) wanted.focus()
}

/**
 * What a panel has and a part of the page has not: a name, and two ways to put it away.
 * @param {Words} words
 */
function standInPanel(words) {
  root.before(closeButton(words, page))
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) page.send({ type: "close" })
  })
  page.send({ type: "survey", label: words.say("title") })
}

/** @param {string} token by which it is about an order; empty without one */
async function ask(token) {
  const language = new URLSearchParams(location.search).get("lang") ?? ""
  const shown = token ? await openInvited(api, token, language) : framed.shown
  root.removeAttribute("aria-busy")
  if (!shown) return page.send({ type: "survey", label: "" })
  wear(shown.shop)
  document.documentElement.lang = shown.lang
  const fresh = { key: crypto.randomUUID(), answers: {}, place: 0, done: false }
  const visiting = token ? null : new Visiting(api, new Store(`${framed.shop}:`), framed, page, fresh)
  const ways = visiting ? { confirm: visiting.confirm.bind(visiting), claim: async () => ({ code: "" }) } : invitedWays(api, token)
  /** @type {import("./survey.js").Ways["confirm"]} */
  const confirm = async (key, answers, finished) => {
    await ways.confirm(key, answers, finished)
    page.send({ type: "answered" })
    if (finished) page.send({ type: "event", name: "surveyed", detail: { survey: framed.survey } })
  }
  const words = new Words(shown.lang, shown.words)
  new Survey(root, shown, words, visiting?.kept ?? fresh, { ...ways, confirm, keep: () => undefined }).start()
  if (isPanel) standInPanel(words)
  visiting?.resume(root)
}

new ResizeObserver(() => fit()).observe(root)
