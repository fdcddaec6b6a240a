/**
 * Sends what opens a conversation, renews what has run out by itself, and always under the same key: twice sent is once
 * received.
 */

import { Refusal } from "../../shared/api.js"
import { OVER } from "../session.js"

export const LONGEST = 10_000 // code points of a message, as the server counts

const RENEWALS = 3 // more than that is no longer bad luck
const PAUSE = 1500 // ms before the one retry that nobody has to ask for

const RUN_OUT = new Set(["token_spent", "token_expired", "token_invalid", "proof_spent", "proof_invalid"])

/**
 * @param {import("../desk.js").Desk} desk
 * @param {string} path
 * @param {object} said with its key
 * @param {boolean} pressed whether the shopper has just asked for it: then the frame may be loaded anew, and go on there
 * @returns {Promise<any>}
 */
export async function deliver(desk, path, said, pressed) {
  let renewals = RENEWALS
  let retries = 1
  for (;;) {
    const visitor = desk.session.known
    try {
      return await attempt(desk, path, said, pressed)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      if (renewals-- > 0 && renew(desk, error, visitor)) continue
      if (!error.passing || !navigator.onLine || retries-- <= 0) throw error
      await new Promise((resolve) => setTimeout(resolve, PAUSE))
    }
  }
}

/**
 * @param {import("../desk.js").Desk} desk
 * @param {string} path
 * @param {object} said
 * @param {boolean} pressed
 */
async function attempt({ api, session, ticket, page, words }, path, said, pressed) {
  await session.token(pressed) // before the ticket, which asks for it without having been pressed
  const { token, proof } = await ticket.ready()
  const body = { ...said, token, proof, page: page.whereabouts.page, language: words.language }
  return api.post(path, body, await session.token(pressed))
}

/**
 * Renew what the server no longer takes; says whether there was such a thing.
 * @param {import("../desk.js").Desk} desk
 * @param {Refusal} refusal
 * @param {string | null} visitor the token that was refused
 */
function renew({ session, ticket }, refusal, visitor) {
  if (RUN_OUT.has(refusal.code)) ticket.renew()
  else if (refusal.status === 401 && refusal.code !== OVER) {
    session.forget(visitor)
    ticket.restart()
  } else return false
  return true
}
