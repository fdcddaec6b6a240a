import { makeFrame } from "./frame.js"
import { dress } from "./launcher.js"

/**
 * Define `<mostrador-contact>`: the form as a part of the shop's own page.
 * @param {import("../wire.js").LoaderConfig} config
 * @param {string} language
 * @param {import("./page.js").Page} page
 */
export function defineContact(config, language, page) {
  customElements.define(
    "mostrador-contact",
    class extends HTMLElement {
      connectedCallback() {
        if (this.shadowRoot) return
        const { element, load } = makeFrame(config, language, "inline", page, {
          resize: ({ height }) => (element.style.height = `${height}px`),
        })
        dress(this, config).append(element)
        load()
      }
    },
  )
}
