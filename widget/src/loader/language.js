/**
 * Choose by the tag, the page, then the browser.
 * @param {string[]} spoken the shop's first one first
 */
export function chooseLanguage(spoken) {
  const tag = /** @type {HTMLElement | null} */ (document.currentScript)?.dataset.lang ?? ""
  const wanted = [tag, document.documentElement.lang, ...navigator.languages]
  return wanted.map((name) => name.slice(0, 2).toLowerCase()).find((name) => spoken.includes(name)) ?? spoken[0]
}
