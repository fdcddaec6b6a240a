/** What the widget says, in the visitor's language. Each language is one file in `languages/`. */

/** @typedef {string | Record<string, string>} Phrase a text, or one for each plural form */
/** @typedef {Record<string, Phrase>} Phrases */

const HOLES = /\{(\w+)\}/g

export class Words {
  /** @type {Intl.PluralRules | undefined} */
  #plurals;

  /**
   * @param {string} language
   * @param {Phrases} phrases
   */
  constructor(language, phrases) {
    this.language = language
    this.phrases = phrases
    // The visitor's own country says how times are written: 16:00 or 4:00 PM.
    this.locale = navigator.languages.find((name) => name.startsWith(language)) ?? language
  }

  /** Made when something is counted: it takes its time, and the first view counts nothing. */
  get plurals() {
    return (this.#plurals ??= new Intl.PluralRules(this.language))
  }

  /** @param {string} name */
  has(name) {
    return name in this.phrases
  }

  /**
   * Say a phrase. `n` chooses the plural form; every value fills its hole.
   * @param {string} name
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  say(name, values = {}) {
    const phrase = this.phrases[name] ?? name
    const form = typeof phrase === "string" ? phrase : phrase[this.plurals.select(Number(values.n))] ?? phrase.other
    return form.replace(HOLES, (_, hole) => String(values[hole] ?? ""))
  }

  /**
   * Say a phrase around nodes, as a list to be appended: `"I read how {link}."` with a link in its hole.
   * @param {string} name
   * @param {Record<string, Node | string>} nodes
   * @returns {(Node | string)[]}
   */
  around(name, nodes) {
    const phrase = this.phrases[name]
    return String(phrase).split(HOLES).map((part, index) => (index % 2 ? nodes[part] ?? "" : part))
  }
}
