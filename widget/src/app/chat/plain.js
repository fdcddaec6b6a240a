/** What a shopper's chat can do without a socket: the same, each thing a request. */

import { Refusal } from "../../shared/api.js"

const WAIT = 25 // seconds that the server may hold the question

/**
 * @param {import("../../shared/api.js").Api} api
 * @param {() => Promise<string>} token
 * @returns {import("../../shared/polling.js").Plain}
 */
export function plainWay(api, token) {
  return {
    async events(conversation, after, mark, signal) {
      const wait = mark ? WAIT : 0
      const asked = api.get(`conversations/${conversation}/events?after=${after}&wait=${wait}&mark=${mark}`, await token())
      const ended = new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Refusal()), { once: true }))
      return Promise.race([asked, ended])
    },
    async send(frame) {
      if (frame.type === "say") {
        const { conversation, key, text } = frame
        await api.post(`conversations/${conversation}/messages`, { key, text }, await token())
      } else if (frame.type === "here") {
        const { page, referrer, cart } = frame
        await api.post(`conversations/${frame.conversation}/here`, { page, referrer, cart }, await token())
      } else if (frame.type === "read") {
        await api.post(`conversations/${frame.conversation}/read`, { seq: frame.seq }, await token())
      }
    },
  }
}
