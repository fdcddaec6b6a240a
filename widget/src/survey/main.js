/** The page behind a survey's link. The token and the score stand in the fragment; nothing is sent before a click. */

import { wear } from "../app/look.js"
import { Api, Refusal } from "../shared/api.js"
import { h } from "../shared/dom.js"
import { Words } from "../shared/words.js"
import { got } from "./gift.js"
import { Survey } from "./survey.js"

/** @typedef {{ lang: string, words: import("../shared/words.js").Phrases, shop: import("../wire.js").Shop, questions: import("./path.js").Question[], incentive: import("./gift.js").Incentive | null }} Shown */
/** @typedef {{ api: string, lang: string, words: import("../shared/words.js").Phrases, preview: Shown | null }} Boot */
/** @typedef {{ token: string, score: number | null, kept: import("./survey.js").Kept }} Here */

const boot = /** @type {Boot} */ (JSON.parse(document.getElementById("boot")?.textContent ?? "{}"))
const place = /** @type {HTMLElement} */ (document.getElementById("survey"))

if (boot.preview) show(boot.preview, { token: "", score: null, kept: fresh() })
else open(arrived())

/** What the link says; a page that is loaded again goes on where it was. */
function arrived() {
  const [row, mac, score] = location.hash.slice(1).split(".")
  const before = /** @type {Here | null} */ (history.state)
  if (!mac) return before ?? { token: "", score: null, kept: fresh() }
  const token = `${row}.${mac}`
  const here = before?.token === token ? before : { token, score: /^\d{1,2}$/.test(score ?? "") ? Number(score) : null, kept: fresh() }
  history.replaceState(here, "", location.pathname) // the token stays out of bookmarks and shared screens
  return here
}

/** @returns {import("./survey.js").Kept} */
function fresh() {
  return { key: `visit-${Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")}`, answers: {}, place: 0, done: false }
}

/** @param {Here} here */
async function open(here) {
  const words = new Words(boot.lang, boot.words)
  if (!here.token) return say(words, "incomplete")
  try {
    show(await new Api(new URL(boot.api, location.href), "same-origin").post("open", { token: here.token }), here)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { given } = here.kept
    if (given && error.code === "link_over") return say(words, "over", h("section", { class: "gift" }, got(given, words)))
    const again = error.code !== "link_over" && h("button", { class: "primary", type: "button", onclick: () => open(here) }, words.say("again"))
    say(words, error.code === "link_over" ? "over" : "unreachable", again)
  }
}

/**
 * @param {Shown} shown
 * @param {Here} here
 */
function show(shown, here) {
  const words = new Words(shown.lang, shown.words)
  document.documentElement.lang = shown.lang
  document.title = `${words.say("title")} · ${shown.shop.name}`
  wear(shown.shop)
  place.removeAttribute("aria-busy")
  const first = shown.questions[0]
  if (here.score !== null && !(first.key in here.kept.answers) && first.scale.includes(here.score)) {
    here.kept.answers = { [first.key]: here.score }
  }
  new Survey(place, shown, words, here.kept, boot.preview ? pretended(shown.incentive) : real(here)).start()
}

/**
 * @param {Here} here
 * @returns {import("./survey.js").Ways}
 */
function real(here) {
  const api = new Api(new URL(boot.api, location.href), "same-origin")
  return {
    confirm: (key, answers, finished) => api.post("answers", { token: here.token, key, answers, finished }),
    claim: (key) => api.post("gift", { token: here.token, key, consent: true }),
    keep: (kept) => history.replaceState({ ...here, kept }, "", location.pathname),
  }
}

/**
 * @param {import("./gift.js").Incentive | null} incentive
 * @returns {import("./survey.js").Ways}
 */
function pretended(incentive) {
  const given = incentive?.kind === "draw" ? { entry: "0123456789abcdef".repeat(2), address: "" } : { code: "ABCD-1234" }
  return { confirm: async () => null, claim: async () => given, keep: () => undefined }
}

/**
 * @param {Words} words
 * @param {string} what
 * @param {HTMLElement | false} [more]
 */
function say(words, what, more) {
  place.removeAttribute("aria-busy")
  place.replaceChildren(h("div", { class: "card" }, h("h1", {}, words.say("title")), h("p", { role: "alert" }, words.say(what)), more))
}
