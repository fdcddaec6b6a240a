/** Times as people say them, on the visitor's own clock. */

const DAY = 86_400_000 // ms

/**
 * Say by when something happens.
 * @param {import("./words.js").Words} words
 * @param {string} family of phrases: "reply" for an answer, "back" for the shop's opening
 * @param {string} at ISO
 * @param {Date} now
 */
export function by(words, family, at, now) {
  const due = new Date(at)
  const days = Math.round((midnight(due) - midnight(now)) / DAY)
  // Each way to write a date takes its time: none is made that is not said.
  const say = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
    new Intl.DateTimeFormat(words.locale, options).format(due)
  if (days >= 7) return words.say(`${family}Date`, { date: say({ day: "numeric", month: "long" }) })
  const time = say({ hour: "numeric", minute: "2-digit" })
  const clock = words.say("clock", { n: Number.parseInt(time, 10), time })
  if (days <= 0) return words.say(`${family}Today`, { clock })
  if (days === 1) return words.say(`${family}Tomorrow`, { clock })
  return words.say(`${family}Weekday`, { clock, weekday: say({ weekday: "long" }) })
}

/**
 * Say when something was sent, as a day.
 * @param {import("./words.js").Words} words
 * @param {string} at ISO
 */
export function day(words, at) {
  return new Intl.DateTimeFormat(words.locale, { day: "numeric", month: "long" }).format(new Date(at))
}

/** @param {Date} time */
function midnight(time) {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime()
}
