/** Guesses what an address was meant to be: `gmial.com` is nobody's. Only ever a suggestion. */

const KNOWN = [
  "gmail.com", "hotmail.com", "hotmail.es", "outlook.com", "outlook.es", "yahoo.com", "yahoo.es", "icloud.com",
  "live.com", "telefonica.net", "googlemail.com", "protonmail.com", "gmx.es", "gmx.com",
]

/**
 * @param {string} email
 * @returns {string | null} what was probably meant
 */
export function suggest(email) {
  const [, name, domain] = /^\s*([^\s@]+)@([^\s@]+?)\.?\s*$/.exec(email) ?? []
  if (!domain || KNOWN.includes(domain.toLowerCase())) return null
  const typed = domain.toLowerCase()
  const near = KNOWN.find((known) => slips(typed, known) <= (known.length < 9 ? 1 : 2))
  const short = typed.includes(".") ? undefined : KNOWN.find((known) => slips(typed, known.split(".")[0]) <= 1)
  const meant = near ?? short
  return meant ? `${name}@${meant}` : null
}

/**
 * Count the slips of the finger between two words: a letter too many, too few, wrong, or two swapped.
 * @param {string} a
 * @param {string} b
 */
function slips(a, b) {
  let older = /** @type {number[]} */ ([])
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      line[column] = Math.min(above[column] + 1, line[column - 1] + 1, above[column - 1] + (same ? 0 : 1))
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (row > 1 && column > 1 && swapped) line[column] = Math.min(line[column], older[column - 2] + 1)
    }
    older = above
    above = line
  }
  return above[b.length]
}
