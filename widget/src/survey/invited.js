/** A survey by the token that the shop's page brought: it is about one order, and needs no visitor. */

import { Refusal } from "../shared/api.js"

/**
 * What is to be asked, in the page's language; null where nothing is, or nobody can be reached who knows.
 * @param {import("../shared/api.js").Api} api
 * @param {string} token
 * @param {string} language
 */
export async function openInvited(api, token, language) {
  try {
    return (await api.post("surveys/open", { token, language })).shown
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return null
  }
}

/**
 * @param {import("../shared/api.js").Api} api
 * @param {string} token
 * @returns {Pick<import("./survey.js").Ways, "confirm" | "claim">}
 */
export function invitedWays(api, token) {
  return {
    confirm: (key, answers, finished) => api.post("surveys/answers", { token, key, answers, finished }),
    claim: (key) => api.post("surveys/gift", { token, key, consent: true }),
  }
}
