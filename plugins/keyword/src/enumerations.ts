/** Words that are probably several: people put 、 ， ； or ; between them. A / may belong to one word. */
import type { PlacedRule } from './literals.ts'
import { isPattern } from './rule.ts'

/** A word that is looked for as a whole, and the place of its rule. */
export interface Enumeration {
  readonly word: string
  readonly place: () => string
}

const ENUMERATION = /[^、，；;\s]\s*[、，；;]\s*[^、，；;\s]/

/** The enumerations among the words of rules. */
export function enumerationsIn(rules: readonly PlacedRule[]): readonly Enumeration[] {
  return rules.flatMap(({ rule, place }) =>
    [rule.match].flat().flatMap((word) => {
      if (typeof word !== 'string' || isPattern(word, rule.mode)) return []
      return ENUMERATION.test(word) ? [{ word, place }] : []
    }),
  )
}
