import { makeFrame } from "./frame.js"
import { dress } from "./launcher.js"

/**
 * Define what can be a part of the shop's own page: `<mostrador-contact>`, the form, and `<mostrador-survey survey="svy_…">`,
 * which knows its order by a `token`.
 * @param {import("../wire.js").LoaderConfig} config
 * @param {string} language
 * @param {import("./page.js").Page} page
 */
export function defineParts(config, language, page) {
  for (const part of ["contact", "survey"])
    customElements.define(
      `mostrador-${part}`,
      class extends HTMLElement {
        connectedCallback() {
          if (this.shadowRoot) return
          const resize = (/** @type {{ height: number }} */ { height }) => (element.style.height = `${height}px`)
          const { element, load } = makeFrame(config, language, "inline", page, { resize }, this.getAttribute("survey"), this.getAttribute("token"))
          dress(this, config).append(element)
          load()
        }
      },
    )
}
