/** What the shop gives for an answer: its terms first, then a yes, then the code. */

import { Refusal } from "../shared/api.js"
import { h } from "../shared/dom.js"

/** @typedef {{ terms: string, until: string }} Incentive */

/**
 * @param {Incentive} incentive
 * @param {string} shop
 * @param {import("../shared/words.js").Words} words
 * @param {() => Promise<string>} claim
 */
export function gift(incentive, shop, words, claim) {
  const until = new Date(`${incentive.until}T12:00`).toLocaleDateString(words.locale, { day: "numeric", month: "long", year: "numeric" })
  const consent = h("input", { type: "checkbox", name: "consent" })
  const notice = h("p", { role: "alert", class: "wrong" })
  const button = h("button", { class: "primary", type: "submit" }, words.say("gift_get"))
  const form = h("form", {}, h("label", { class: "consent" }, consent, h("span", {}, words.say("gift_consent"))), button, notice)
  const box = h(
    "section",
    { class: "gift", "aria-labelledby": "gift" },
    h("h2", { id: "gift" }, words.say("gift", { shop })),
    h("p", {}, words.say("gift_until", { day: until })),
    h("h3", {}, words.say("gift_terms")),
    h("p", { class: "terms" }, incentive.terms),
    form
  )
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    notice.textContent = ""
    if (!consent.checked) return void (notice.textContent = words.say("consent_needed"))
    try {
      const code = h("output", { class: "code num" }, await claim())
      form.replaceWith(h("p", { role: "status" }, words.say("gift_code"), " ", code))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      notice.textContent = words.say(words.has(error.code) ? error.code : "unreachable")
    }
  })
  return box
}
