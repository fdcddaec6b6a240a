/**
 * Choose by the tag, the page, then the browser.
 * @param {string[]} spoken the shop's first one first
 */
export function chooseLanguage(spoken) {
  const tag = /** @type {HTMLElement | null} */ (document.currentScript)
  const wanted = [tag?.dataset.lang ?? "", document.documentElement.lang, ...navigator.languages, spoken[0]]
  return /** @type {string} */ (wanted.map((name) => name.slice(0, 2).toLowerCase()).find((name) => spoken.includes(name)))
}
