/**
 * The known word that somebody meant. Core has such a function, over fastest-levenshtein, and the command uses core's.
 * This package does not: npm would fetch core and what it needs before the first question, or a second package for
 * the twelve lines below.
 */

/** The word that `written` misspells, by at most two letters or a third of them. Undefined where none is that near. */
export function nearest(written: string, known: readonly string[]): string | undefined {
  const [best] = known
    .map((word) => ({ word, slips: distance(written.toLowerCase(), word) }))
    .sort((a, b) => a.slips - b.slips)
  // A word with as many slips as letters is another word.
  const most = Math.min(Math.max(2, written.length / 3), written.length - 1)
  return best !== undefined && best.slips <= most ? best.word : undefined
}

/** The number of letters to change, add or remove: Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const changed = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
