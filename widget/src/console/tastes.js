/** The theme: the system's, light or dark. */

import { forget, recall, remember } from "./storage.js"
import { say } from "./words.js"

const THEMES = ["system", "light", "dark"]

export function watchTheme() {
  show()
  document.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("[data-theme-next]")
    if (!button) return
    const next = THEMES[(THEMES.indexOf(recall("theme") ?? "system") + 1) % THEMES.length]
    if (next === "system") forget("theme")
    else remember("theme", next)
    show()
    button.closest("details")?.setAttribute("open", "") // to try the next one
  })
}

function show() {
  const theme = recall("theme")
  if (theme) document.documentElement.dataset.theme = theme
  else delete document.documentElement.dataset.theme
  for (const name of document.querySelectorAll("[data-theme-name]")) name.textContent = say(`theme_${theme ?? "system"}`)
}
