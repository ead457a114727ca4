/** What a user and the model have said, in whole turns: a message, and all that the model did about it. */
import type { ModelMessage } from 'ai'

/** A user's message, and the model's messages, tool calls and reasoning behind it. */
export type Turn = readonly ModelMessage[]

/** As the session keeps it. */
export interface Memory {
  readonly turns: readonly Turn[]
}

/** Of JSON. A session takes 64 kB; what a model is sent costs, too. */
const MAX_BYTES = 48 * 1024

/**
 * The last turns, whole: a provider refuses a tool's result without its call, and a call without the reasoning
 * before it. A turn that is too long by itself is not remembered.
 */
export function remembered({ turns }: Memory, turn: Turn, maxMessages: number): Memory {
  const all = [...turns, withoutFiles(turn)]
  const kept: Turn[] = []
  let messages = 0
  let bytes = 0
  for (const each of all.reverse()) {
    messages += spoken(each)
    bytes += Buffer.byteLength(JSON.stringify(each))
    if (messages > maxMessages || bytes > MAX_BYTES) break
    kept.unshift(each)
  }
  return { turns: kept }
}

/** Steps in between are not counted: one question with five tool calls is one turn, not twelve messages. */
function spoken(turn: Turn): number {
  return Math.min(2, turn.length)
}

/** As JSON. A picture is remembered by what was said of it. */
function withoutFiles(turn: Turn): Turn {
  const messages = turn.map((message) => {
    if (message.role !== 'user' || typeof message.content === 'string') return message
    const texts = message.content.map((part) => (part.type === 'text' ? part.text : '[图片]'))
    return { ...message, content: texts.join('\n') }
  })
  return JSON.parse(JSON.stringify(messages)) as Turn
}
