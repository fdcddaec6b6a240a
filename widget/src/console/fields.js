/** Small help in forms: tokens that stand in a link's fragment, colours in two fields, and what has been changed. */

const PAUSE = 250 // ms; as long as a person's next key may take

export function watchFields() {
  takeToken()
  document.addEventListener("htmx:after:swap", takeToken)
  document.addEventListener("input", ({ target }) => {
    const field = /** @type {HTMLInputElement} */ (target)
    const twin = field.dataset?.twin && document.getElementById(field.dataset.twin)
    if (twin instanceof HTMLInputElement && field.validity.valid) twin.value = field.value
    const form = field.form
    if (form?.dataset.previews) preview(form, form.dataset.previews)
  })
}

let drawing = 0

/**
 * Draw anew what a form describes, once nobody has typed for a moment.
 * @param {HTMLFormElement} form
 * @param {string} id of the frame that shows it
 */
function preview(form, id) {
  clearTimeout(drawing)
  drawing = setTimeout(() => {
    const frame = document.getElementById(id)
    if (!(frame instanceof HTMLIFrameElement)) return
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string")
    frame.src = `${frame.dataset.address}?${new URLSearchParams(/** @type {[string, string][]} */ (fields))}`
  }, PAUSE)
}

/** A link's token stands after the `#`, where no server and no referrer sees it; from there it goes into the form. */
function takeToken() {
  const field = document.querySelector("[data-token-from-link]")
  if (!(field instanceof HTMLInputElement) || !location.hash) return
  field.value = location.hash.slice(1)
}
