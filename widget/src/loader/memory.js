/**
 * Read what is kept of invitations in the shop's own storage, or add to it: when a rule, or any at all, may be offered
 * again, in ms. It names nobody.
 * @param {Record<string, number>} [more]
 * @returns {Record<string, number>}
 */
export function memory(more) {
  let kept = {}
  try {
    kept = JSON.parse(localStorage.mostradorInvited)
  } catch {} // nothing is kept, or somebody else's
  try {
    kept = { ...kept, ...more }
    if (more) localStorage.mostradorInvited = JSON.stringify(kept)
  } catch {} // storage is denied: once on each page
  return kept
}
