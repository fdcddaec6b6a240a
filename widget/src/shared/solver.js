/** The proof of work: find the counter whose derived key begins as the challenge asks (altcha, version 2). */

/** @typedef {import("../wire.js").Challenge} Challenge */

const ABREAST = 8 // derivations in flight: enough to keep a phone's cores busy

/**
 * Solve a challenge; returns the payload to be sent with the form.
 * @param {Challenge} challenge
 * @returns {Promise<string>}
 */
export async function solve(challenge) {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters
  const hash = challenge.parameters.algorithm.split("/")[1] ?? "SHA-256"
  const settings = { name: "PBKDF2", hash, salt: bytes(salt), iterations: cost }

  for (let first = 0; ; first += ABREAST) {
    const counters = Array.from({ length: ABREAST }, (_, index) => first + index)
    const keys = await Promise.all(counters.map((counter) => derive(bytes(nonce), counter, settings, keyLength)))
    const hit = keys.findIndex((key) => key.startsWith(keyPrefix))
    if (hit < 0) continue
    const solution = { counter: first + hit, derivedKey: keys[hit] }
    return btoa(JSON.stringify({ challenge, solution }))
  }
}

/**
 * @param {Uint8Array} nonce
 * @param {number} counter
 * @param {Pbkdf2Params} settings
 * @param {number} length
 */
async function derive(nonce, counter, settings, length) {
  const password = new Uint8Array(nonce.length + 4)
  password.set(nonce)
  new DataView(password.buffer).setUint32(nonce.length, counter)
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"])
  return hex(new Uint8Array(await crypto.subtle.deriveBits(settings, key, length * 8)))
}

/** @param {string} text */
function bytes(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

/** @param {Uint8Array} data */
function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("")
}
