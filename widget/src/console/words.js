/** What the browser says by itself; the texts come with the page, in its language. */

/** @type {Record<string, string>} */
const texts = JSON.parse(document.getElementById("words")?.textContent || "{}")
const plurals = new Intl.PluralRules(document.documentElement.lang || "en")

/**
 * Say a text. `count` chooses its plural form, and every value fills its hole.
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  const text = texts[key] ?? texts[`${key}.${plurals.select(Number(values.count))}`] ?? texts[`${key}.other`] ?? key
  return text.replace(/\{(\w+)\}/g, (_, hole) => String(values[hole] ?? ""))
}

/** @param {string} key */
export function knows(key) {
  return key in texts
}

const language = document.documentElement.lang || "en"
/** The reader's own country says how times are written: 16:00 or 4:00 PM. */
export const locale = navigator.languages.find((name) => name.startsWith(language)) ?? language
