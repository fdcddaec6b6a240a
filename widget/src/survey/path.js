/** Which question comes when: the same as `domain/survey.py` has it. */

/** @typedef {"nps" | "csat" | "ces" | "one" | "several" | "text"} Kind */
/** @typedef {{ how: "among" | "most" | "least", values: number[] }} Condition */
/** @typedef {{ key: string, kind: Kind, text: string, required: boolean, scale: number[], options: { number: number, text: string }[], condition: Condition | null }} Question */
/** @typedef {number | number[] | string} Given */

/**
 * The questions that are shown to whoever gives these answers, in their order.
 * @param {Question[]} questions
 * @param {Record<string, Given>} given
 */
export function asked(questions, given) {
  /** @type {Question[]} */
  const shown = []
  /** @type {Given | undefined} */
  let before
  for (const question of questions) {
    const isShown = !question.condition || holds(question.condition, before)
    if (isShown) shown.push(question)
    before = isShown ? given[question.key] : undefined
  }
  return shown
}

/**
 * @param {Condition} condition
 * @param {Given | undefined} given
 */
function holds({ how, values }, given) {
  if (given === undefined || typeof given === "string") return false
  const numbers = Array.isArray(given) ? given : [given]
  if (how === "among") return numbers.some((number) => values.includes(number))
  return numbers.some((number) => (how === "most" ? number <= values[0] : number >= values[0]))
}
