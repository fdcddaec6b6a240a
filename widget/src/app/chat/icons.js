/** The chat's own line icons, on a grid of 24. */

export const SEND = "M5 12h14M13 6l6 6-6 6"
export const MORE = "M12 6h.01M12 12h.01M12 18h.01"
const FACE = "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M9 9.5v.01M15 9.5v.01"

/** From bad to good. */
export const FACES = [
  `${FACE}M8 16.5q4-4 8 0`,
  `${FACE}M8.5 16q3.5-2 7 0`,
  `${FACE}M8.5 15.2h7`,
  `${FACE}M8.5 14.5q3.5 2 7 0`,
  `${FACE}M8 13.8q4 5 8 0`,
]
