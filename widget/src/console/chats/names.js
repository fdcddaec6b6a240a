/** Who is who in the shop, as the page was told; and the words of a chat, with those names in them. */

import { knows, locale, say } from "../words.js"

/** @typedef {{ id: string, name: string }} Named */
/** @typedef {{ me: string, agents: Named[], departments: Named[] }} Names */

/** @returns {Names} */
export function namesOfShop() {
  return JSON.parse(document.getElementById("chats-names")?.textContent || '{"me": "", "agents": [], "departments": []}')
}

/**
 * The words in which a chat's thread speaks. The shopper goes by their own name, where they said it.
 * @param {Names} names
 * @param {() => string} shopper
 * @returns {import("../../shared/thread.js").Voice}
 */
export function voice(names, shopper) {
  const nameOf = (/** @type {unknown} */ id) => [...names.agents, ...names.departments].find((one) => one.id === id)?.name
  return {
    locale,
    has: (name) => knows(`chat.${name}`),
    say(name, values = {}) {
      if (name === "they") return shopper()
      const to = values.to ?? values.for
      const taker = names.agents.find((one) => one.id === to)?.name
      if (name === "happened_assigned" && taker && taker === values.name) return "" // who joins takes it
      const itself = `${name}${name === "happened_assigned" && !to ? "_none" : ""}_auto`
      if (values.role === "system") return knows(`chat.${itself}`) ? say(`chat.${itself}`, { ...values, to: nameOf(to) ?? "" }) : ""
      if (name.startsWith("happened_")) values = { ...values, name: values.name || shopper(), to: nameOf(to) ?? String(to ?? "") }
      if (name === "happened_assigned" && values.for) name = "happened_passed"
      else if (name === "happened_assigned" && !to) name = "happened_unassigned"
      return say(`chat.${name}`, values)
    },
  }
}

/** @param {string | undefined} name */
export function shopperName(name) {
  return name || say("chat.visitor")
}

/**
 * How long something lasts, as a clock shows it.
 * @param {number} ms
 */
export function lasting(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0")
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}
