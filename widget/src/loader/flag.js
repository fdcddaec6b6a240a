/**
 * Read or set the one thing kept in the shop's own storage: that the counter was opened here. It names nobody.
 * @param {boolean} [up]
 */
export function flag(up) {
  try {
    if (up) localStorage.mostrador = 1
    if (up === false) delete localStorage.mostrador
    return localStorage.mostrador
  } catch {} // storage is denied: the counter works, and forgets
}
