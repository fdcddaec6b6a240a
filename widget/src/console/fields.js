/** Small help in forms: tokens that stand in a link's fragment, colours in two fields, and what has been changed. */

export function watchFields() {
  takeToken()
  document.addEventListener("htmx:after:swap", takeToken)
  document.addEventListener("input", ({ target }) => {
    const field = /** @type {HTMLInputElement} */ (target)
    const twin = field.dataset?.twin && document.getElementById(field.dataset.twin)
    if (twin instanceof HTMLInputElement && field.validity.valid) twin.value = field.value
  })
}

/** A link's token stands after the `#`, where no server and no referrer sees it; from there it goes into the form. */
function takeToken() {
  const field = document.querySelector("[data-token-from-link]")
  if (!(field instanceof HTMLInputElement) || !location.hash) return
  field.value = location.hash.slice(1)
}
