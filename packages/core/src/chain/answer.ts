/** The meaning of a handler's answer: a reply, "not mine", or silence in the way of other libraries. */

import { toAnswer } from '../reply/shape.ts'
import { isGrowing } from '../reply/stream.ts'
import type { ReplyInput } from '../reply/types.ts'
import type { Owner } from './context.ts'

const SILENCE: ReplyInput = { type: 'none' }

/**
 * The reply of `answer`; undefined for "not mine". `'success'` and `''` are read as silence: no bot
 * wants to send them as text.
 * @throws WechatBotError BAD_REPLY for a value that is no reply.
 */
export function readAnswer(answer: unknown): ReplyInput | undefined {
  if (answer === undefined || answer === null || answer === false) return undefined
  if (answer === 'success' || answer === '') return SILENCE
  toAnswer(answer)
  return answer as ReplyInput
}

/**
 * Whether `reply` is `inner`, which somebody else gave. Middleware wraps a growing reply in one of its
 * own, to read along or to end it: the text is still the other's.
 */
export function isPassedOn(reply: ReplyInput, inner: unknown): boolean {
  return reply === inner || (isGrowing(reply) && isGrowing(inner))
}

/** Gives advice, once per owner and answer, on an answer that is written in another way here. */
export function createAnswerAdvice(): (owner: Owner, answer: unknown) => void {
  const said = new Map<unknown, Set<Owner>>()
  return (owner, answer) => {
    const advice = ADVICE.get(answer)
    if (advice === undefined) return
    const owners = said.get(answer) ?? new Set()
    if (owners.has(owner)) return
    said.set(answer, owners.add(owner))
    owner.log.warn({ answer }, advice)
  }
}

const ADVICE: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  [
    null,
    'a handler returned null; the next one is asked. Return undefined for that, none() for silence',
  ],
  [
    false,
    'a handler returned false; the next one is asked. Return undefined for that, none() for silence',
  ],
  ['success', 'a handler returned "success"; the user gets nothing. Return none() for that'],
  ['', 'a handler returned an empty text; the user gets nothing. Return none() for that'],
])
