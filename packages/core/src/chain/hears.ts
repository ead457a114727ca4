/** The texts that a trigger of `hears` matches. */
import { described, WechatBotError } from '../errors.ts'
import { fold } from '../message/fold.ts'
import type { Message } from '../message/types.ts'

/** @param text the Content of a text message, folded. */
export type Matcher = (message: Message, text: string | undefined) => RegExpMatchArray | undefined

/** @throws WechatBotError BAD_FILTER for a trigger that is neither a string nor a RegExp. */
export function toMatcher(trigger: string | RegExp): Matcher {
  if (typeof trigger === 'string') {
    const wanted = fold(trigger)
    return (_message, text) => (text === wanted ? [trigger.trim()] : undefined)
  }
  if (!(trigger instanceof RegExp)) {
    const advice = Array.isArray(trigger) ? '; call hears once for each, or write /^(a|b)$/' : ''
    throw new WechatBotError(
      'BAD_FILTER',
      `hears: expected a string or a RegExp, got ${described(trigger)}${advice}`,
    )
  }
  // The copy lacks g and y: with either flag a RegExp remembers where it stopped in the last user's text.
  const copy = new RegExp(trigger.source, trigger.flags.replace(/[gy]/g, ''))
  return (message) => (message.kind === 'text' && copy.exec(message.Content)) || undefined
}
