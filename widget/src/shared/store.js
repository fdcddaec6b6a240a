/**
 * What the frame remembers. Nothing is written to the browser before `settle`, that is: before the shopper opened the
 * panel or put the cursor into the form. Where storage is denied, the window's name keeps it as long as the page does:
 * that survives the frame's own reload.
 */

export class Store {
  #prefix;
  /** @type {Map<string, string>} */
  #memory = new Map();
  #settled = false;

  /** @param {string} prefix one for each shop, because one server may serve several */
  constructor(prefix) {
    this.#prefix = prefix
    for (const [name, value] of Object.entries(parse(window.name) ?? {})) this.#memory.set(name, String(value))
  }

  /**
   * @param {string} name
   * @returns {any}
   */
  get(name) {
    return parse(this.#memory.get(name) ?? this.#read(name))
  }

  /**
   * @param {string} name
   * @param {unknown} value
   */
  set(name, value) {
    const text = JSON.stringify(value)
    if (this.#settled && this.#write(name, text)) this.#memory.delete(name)
    else this.#memory.set(name, text)
    if (this.#settled && this.#memory.size) window.name = JSON.stringify(Object.fromEntries(this.#memory))
  }

  /**
   * Keep it for the frame's own reload alone, and write nothing to the browser.
   * @param {string} name
   * @param {unknown} value
   */
  hold(name, value) {
    this.#memory.set(name, JSON.stringify(value))
    window.name = JSON.stringify(Object.fromEntries(this.#memory))
  }

  /** @param {string} name */
  remove(name) {
    this.#memory.delete(name)
    try {
      localStorage.removeItem(this.#prefix + name)
    } catch {
      // It was never there.
    }
    if (window.name) window.name = JSON.stringify(Object.fromEntries(this.#memory))
  }

  /** From now on, write to the browser; what was kept in memory first. */
  settle() {
    if (this.#settled) return
    this.#settled = true
    for (const [name, text] of this.#memory) if (this.#write(name, text)) this.#memory.delete(name)
    if (this.#memory.size) window.name = JSON.stringify(Object.fromEntries(this.#memory))
  }

  /** Forget everything of this shop. */
  wipe() {
    this.#memory.clear()
    window.name = ""
    try {
      for (const name of Object.keys(localStorage)) if (name.startsWith(this.#prefix)) localStorage.removeItem(name)
    } catch {
      // Storage is denied: there was nothing in it.
    }
  }

  /**
   * Hear what another tab changes.
   * @param {string} name
   * @param {(now: any, before: any) => void} listen
   */
  watch(name, listen) {
    addEventListener("storage", ({ key, newValue, oldValue }) => {
      if (key === this.#prefix + name) listen(parse(newValue), parse(oldValue))
    })
  }

  /** @param {string} name */
  #read(name) {
    try {
      return localStorage.getItem(this.#prefix + name)
    } catch {
      return null
    }
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  #write(name, text) {
    try {
      localStorage.setItem(this.#prefix + name, text)
      return true
    } catch {
      return false
    }
  }
}

/** @param {string | null | undefined} text */
function parse(text) {
  try {
    return text ? JSON.parse(text) : null
  } catch {
    return null
  }
}
