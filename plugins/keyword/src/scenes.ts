/**
 * Scenes of QR codes in rules. WeChat writes `qrscene_13` for a new follower, and `13` for a user who follows
 * already. The prefix is removed before rules are asked, so that one rule is for both.
 */
import type { Rule } from './rule.ts'
import { SCENE_PREFIX } from './subject.ts'

const SCENE_KINDS: readonly string[] = ['event:subscribe', 'event:SCAN']

/** A rule for scans only, without the prefix in its words. Its author may have copied the words from a push. */
export function withoutPrefix(rule: Rule): Rule {
  if (rule.mode === 'regex' || !rule.kinds.every(isOfScans)) return rule
  const strip = (word: string | RegExp) =>
    hasPrefix(word) ? word.slice(SCENE_PREFIX.length) : word
  return { ...rule, match: Array.isArray(rule.match) ? rule.match.map(strip) : strip(rule.match) }
}

/** Whether a rule for scans looks for the prefix, which is always removed. */
export function looksForPrefix({ match, kinds }: Rule): boolean {
  return kinds.some(isOfScans) && [match].flat().some((word) => String(word).includes(SCENE_PREFIX))
}

function isOfScans(kind: string): boolean {
  return SCENE_KINDS.includes(kind)
}

/** Whether the word is the prefix with a scene behind it. */
function hasPrefix(word: string | RegExp): word is string {
  return (
    typeof word === 'string' && word.startsWith(SCENE_PREFIX) && word.length > SCENE_PREFIX.length
  )
}
