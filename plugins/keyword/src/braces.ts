/** Braces in replies that are probably meant as the times of a rule with `when`, but that nothing fills. */
import { strayTimes } from '@wechatbot/core'
import type { PlacedRule } from './literals.ts'
import type { Rule } from './rule.ts'
import type { When } from './when.ts'

/** What a rule with `when` fills in. */
const TIMES: Readonly<Record<When, 'until' | 'next'>> = { open: 'until', closed: 'next' }
/** In a rule without `when`, a word that only resembles a time is probably not meant as one. */
const IS_TIME = /^[{｛](?:until|next)[}｝]$/

/** A line for each such text in braces, with the place of its rule. */
export function unfilledIn(
  rules: readonly PlacedRule[],
): readonly { readonly line: string; readonly place: () => string }[] {
  return rules.flatMap(({ rule, place }) =>
    textsOf(rule).flatMap((text) =>
      strayTimes(text, rule.when === undefined ? [] : [TIMES[rule.when]])
        .filter((written) => rule.when !== undefined || IS_TIME.test(written))
        .map((written) => ({ line: `says "${written}" as it is: ${reasonOf(rule.when)}`, place })),
    ),
  )
}

function textsOf({ reply }: Rule): readonly string[] {
  return [reply].flat().flatMap((it) => ('content' in it ? [it.content] : []))
}

function reasonOf(when: When | undefined): string {
  if (when === undefined) return 'only a rule with when has times'
  return `a rule with when: ${when} has {${TIMES[when]}}, in half-width braces`
}
