/** What the console remembers in this browser: drafts and tastes, no secret. Works without storage, for as long as the page lives. */

const PREFIX = "console:"
/** @type {Map<string, string>} */
const memory = new Map()

/** @param {string} name */
export function recall(name) {
  try {
    return localStorage.getItem(PREFIX + name) ?? memory.get(name) ?? null
  } catch {
    return memory.get(name) ?? null
  }
}

/**
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  memory.set(name, value)
  try {
    localStorage.setItem(PREFIX + name, value)
  } catch {
    // Full or denied: memory has it.
  }
}

/** @param {string} name */
export function forget(name) {
  memory.delete(name)
  try {
    localStorage.removeItem(PREFIX + name)
  } catch {
    // It was never there.
  }
}

/** @param {string} start of the names to forget */
export function forgetAll(start) {
  for (const name of memory.keys()) if (name.startsWith(start)) memory.delete(name)
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX + start)) localStorage.removeItem(name)
  } catch {
    // Nothing was kept.
  }
}

/** @param {string} start */
export function recallAll(start) {
  try {
    return Object.keys(localStorage)
      .filter((name) => name.startsWith(PREFIX + start))
      .map((name) => name.slice(PREFIX.length))
  } catch {
    return [...memory.keys()].filter((name) => name.startsWith(start))
  }
}
