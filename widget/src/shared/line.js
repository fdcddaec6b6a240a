/** A line of a thread: what somebody said, or what happened. */

const TOGETHER = 5 * 60_000 // ms within which one person's messages stand together
const MINUTE = 60_000 // ms in which the server takes a message back or another in its place

/**
 * @typedef {object} Line
 * @property {string} key
 * @property {number} at ms
 * @property {boolean} mine
 * @property {string} text
 * @property {string} who
 * @property {string} by
 * @property {string} [happened]
 * @property {import("../wire.js").LiveEvent} [event]
 * @property {import("./log.js").Pending} [pending]
 */

/**
 * Whether one person went on talking.
 * @param {Line | undefined} before
 * @param {Line | undefined} after
 */
export function together(before, after) {
  if (!before || !after || before.happened || after.happened) return false
  return before.by === after.by && after.at - before.at < TOGETHER
}

/**
 * @param {import("../wire.js").LiveEvent} event of one's own
 * @param {number} now ms
 */
export function canUnsend({ kind, text, at }, now) {
  return kind === "message" && Boolean(text) && now - Date.parse(at) < MINUTE
}
