/**
 * A survey within the shop's own page, or in a panel over it: nothing is sent, and nothing kept here, before somebody
 * confirms an answer.
 */

import { closeButton } from "../app/head.js"
import { wear } from "../app/look.js"
import { Ticket } from "../app/form/ticket.js"
import { ShopPage } from "../app/page.js"
import { Session } from "../app/session.js"
import { Touch } from "../app/touch.js"
import { Api, Refusal } from "../shared/api.js"
import { Prover } from "../shared/proof.js"
import { Store } from "../shared/store.js"
import { Words } from "../shared/words.js"
import { Survey } from "./survey.js"

/** @typedef {{ boot: string, shop: string, survey: string, origins: string[], shown: any }} Framed */

const RUN_OUT = new Set(["token_spent", "token_expired", "token_invalid", "proof_spent", "proof_invalid"])
const TRIES = 3 // more than that is no longer bad luck

const framed = /** @type {Framed} */ (JSON.parse(document.getElementById("boot")?.textContent ?? "{}"))
const root = /** @type {HTMLElement} */ (document.getElementById("survey"))
const api = new Api(new URL("../../api/", import.meta.url))
const store = new Store(`${framed.shop}:`)
const isPanel = document.documentElement.dataset.mode === "panel"
const page = new ShopPage(framed.origins, ({ type }) => (type === "open" ? begin() : fit()))
const session = new Session(api, store, framed.boot, page, new Touch())
const ticket = new Ticket(api, session, new Prover(new URL("../shared/proof-worker.js", import.meta.url)))

/**
 * @param {string} key
 * @param {Record<string, import("./path.js").Given>} answers
 * @param {boolean} finished
 */
async function confirmed(key, answers, finished) {
  store.settle()
  for (let tries = TRIES; ; tries--) {
    const visitor = await session.token(true)
    try {
      const { token, proof } = await ticket.ready()
      const sent = { survey: framed.survey, key, token, proof, answers, finished, language: framed.shown.lang }
      await api.post("surveys", sent, visitor)
      page.send({ type: "answered" })
      if (finished) page.send({ type: "event", name: "surveyed", detail: { survey: framed.survey } })
      return
    } catch (error) {
      const passes = error instanceof Refusal && (error.status === 401 || RUN_OUT.has(error.code))
      if (!passes || tries === 0) throw error
      if (error.code === "visitor_unknown") session.forget(visitor)
      ticket.restart()
    }
  }
}

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

new ResizeObserver(() => fit()).observe(root)
root.removeAttribute("aria-busy")
if (framed.shown) {
  wear(framed.shown.shop)
  const kept = { key: crypto.randomUUID(), answers: {}, place: 0, done: false }
  const words = new Words(framed.shown.lang, framed.shown.words)
  new Survey(root, framed.shown, words, kept, { confirm: confirmed, claim: async () => ({ code: "" }), keep: () => undefined }).start()
  if (isPanel) standInPanel(words)
} else page.send({ type: "survey", label: "" })
