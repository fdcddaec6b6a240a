/** What the shop gives for an answer: its terms first, then a yes, then the code, or the entry in its draw. */

import { Refusal } from "../shared/api.js"
import { h } from "../shared/dom.js"

/** @typedef {{ kind: "coupon" | "draw", terms: string, until: string, winners?: number, source?: string, drawnOn?: string }} Incentive */
/** @typedef {{ code: string } | { entry: string, address: string }} Given what asking for it answers */

/**
 * @param {Incentive} incentive
 * @param {string} shop
 * @param {import("../shared/words.js").Words} words
 * @param {() => Promise<Given>} claim
 * @param {Given} [before] what this visit has got already
 */
export function gift(incentive, shop, words, claim, before) {
  const { kind } = incentive
  const consent = h("input", { type: "checkbox", name: "consent" })
  const notice = h("p", { role: "alert", class: "wrong" })
  const button = h("button", { class: "primary", type: "submit" }, words.say(`gift_get_${kind}`))
  const form = h("form", {}, h("label", { class: "consent" }, consent, h("span", {}, words.say("gift_consent"))), button, notice)
  const box = h(
    "section",
    { class: "gift", "aria-labelledby": "gift" },
    h("h2", { id: "gift" }, words.say("gift", { shop })),
    h("p", {}, words.say(`gift_until_${kind}`, { day: day(incentive.until, words) })),
    h("h3", {}, words.say("gift_terms")),
    h("p", { class: "terms" }, incentive.terms),
    kind === "draw" && h("p", { class: "terms" }, words.say("gift_draw", { count: incentive.winners ?? 1, source: incentive.source ?? "", day: day(incentive.drawnOn ?? "", words) })),
    before ? got(before, words) : form
  )
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    notice.textContent = ""
    if (!consent.checked) return void (notice.textContent = words.say(`consent_needed_${kind}`))
    try {
      const given = got(await claim(), words)
      form.replaceWith(given)
      given.focus() // it was on the button, which is gone
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const said = error.code === "gift_gone" ? `gift_gone_${kind}` : error.code
      notice.textContent = words.say(words.has(said) ? said : "unreachable")
    }
  })
  return box
}

/**
 * @param {Given} given
 * @param {import("../shared/words.js").Words} words
 */
export function got(given, words) {
  if ("code" in given) return h("p", { role: "status", tabindex: -1 }, words.say("gift_code"), " ", h("output", { class: "code num" }, given.code))
  const entry = h("strong", { class: "code num" }, given.entry)
  const link = h("a", { href: given.address, target: "_blank", rel: "noopener" }, words.say("gift_page"))
  return h("div", { role: "status", tabindex: -1 }, h("p", {}, words.say("gift_entry")), entry, h("p", {}, words.say("gift_keep"), " ", link))
}

/**
 * @param {string} iso
 * @param {import("../shared/words.js").Words} words
 */
function day(iso, words) {
  return new Date(`${iso}T12:00`).toLocaleDateString(words.locale, { day: "numeric", month: "long", year: "numeric" })
}
