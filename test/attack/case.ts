/** What an attack is, and what may be said of an answer to one. */
import type { Target } from './target.js'
import type { Answer } from './wire.js'

/** plain, safe and compat bots in one process; frozen: a plain one under a frozen prototype. */
export const LABELS = ['plain', 'safe', 'compat', 'frozen'] as const
export type Label = (typeof LABELS)[number]

/** What got through, in words. Empty: the attack was repelled. */
export type Verdict = readonly string[]

export interface Case {
  /** Of the requirement it tests. */
  readonly id: string
  readonly name: string
  readonly modes: readonly Label[]
  /** Waits for seconds: it is begun with the others of its kind, before all. */
  readonly isSlow?: boolean
  /** For two instances over one Redis. */
  readonly isOfTwo?: boolean
  /** @param twin the same bot in the other instance, where there are two. */
  readonly run: (target: Target, twin: Target) => Promise<Verdict>
}

export const ALL: readonly Label[] = LABELS
export const PLAIN: readonly Label[] = ['plain', 'frozen']
export const SEALED: readonly Label[] = ['safe', 'compat']

/** Content of a message that no handler may ever see. */
export const FORGED = 'FORGED'

/** The answer has one of these statuses; `undefined`: the connection ended without an answer. */
export function expectStatus(
  answer: Answer,
  statuses: number | readonly (number | undefined)[],
  what: string,
): Verdict {
  const wanted = [statuses].flat()
  if (wanted.includes(answer.status)) return []
  return [`${what}: ${answer.status ?? 'no answer'} instead of ${wanted.join(' or ')}`]
}

/** A refusal: that status, nothing in the body, and nothing about who refused. */
export function expectRefusal(answer: Answer, status: number, what: string): Verdict {
  return [
    ...expectStatus(answer, status, what),
    ...(answer.body === '' ? [] : [`${what}: the refusal has a body: ${answer.body}`]),
    ...(/x-powered-by|^server:|set-cookie/im.test(answer.head) ? [`${what}: ${answer.head}`] : []),
  ]
}

export function expectThat(isSo: boolean, what: string): Verdict {
  return isSo ? [] : [what]
}

/** Runs one attack per item, some at a time, and gathers what got through. */
export async function each<T>(
  items: readonly T[],
  attack: (item: T, index: number) => Promise<Verdict>,
  atOnce = 16,
): Promise<Verdict> {
  const verdicts: Verdict[] = []
  let next = 0
  const work = async () => {
    while (next < items.length) {
      const index = next
      next += 1
      verdicts[index] = await attack(items[index] as T, index)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return verdicts.flat()
}
