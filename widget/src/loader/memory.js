/**
 * Read what is kept of invitations in the shop's own storage, or add to it: when a rule, or any at all, may be offered
 * again, in ms. It names nobody.
 * @param {Record<string, number>} [more]
 * @returns {Record<string, number>}
 */
export function memory(more) {
  try {
    const kept = { ...JSON.parse(localStorage.mostradorInvited ?? "{}"), ...more }
    if (more) localStorage.mostradorInvited = JSON.stringify(kept)
    return kept
  } catch {} // storage is denied: once on each page
  return {}
}
