/** A part of the widget that comes when it is needed, its styles with it. */

/** @template {{ STYLES: string }} Code */
export class Part {
  /** @type {Promise<Code> | undefined} */
  #coming;

  /** @param {() => Promise<Code>} code */
  constructor(code) {
    this.code = code
  }

  /** What did not come is asked for anew the next time. @returns {Promise<Code>} */
  fetch() {
    this.#coming ??= this.code().then(
      (code) => (dress(code.STYLES), code),
      (error) => {
        this.#coming = undefined
        throw error
      },
    )
    return this.#coming
  }
}

/** @param {string} styles */
function dress(styles) {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(styles)
  document.adoptedStyleSheets.push(sheet)
}
