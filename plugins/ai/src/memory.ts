/** The turns of a user and the model. A turn is a message and everything that the model did about it. */
import type { ModelMessage } from 'ai'

/** A user's message, followed by the model's messages, tool calls and reasoning. */
type Turn = readonly ModelMessage[]

/** The data in the session. */
export interface Memory {
  readonly turns: readonly Turn[]
}

/** The limit in bytes of JSON. A session takes 64 kB, and everything that is sent to a model costs money. */
const MAX_BYTES = 48 * 1024

/**
 * The last turns, each whole. A provider refuses a tool's result without its call, and a call without the reasoning
 * before it. A turn that is too long by itself is not remembered.
 */
export function remembered({ turns }: Memory, turn: Turn, maxMessages: number): Memory {
  const newest = withoutFiles(turn)
  if (bytesOf(newest) > MAX_BYTES) return { turns }
  const all = [...turns, newest]
  const kept: Turn[] = []
  let messages = 0
  let bytes = 0
  for (const each of all.reverse()) {
    messages += spoken(each)
    bytes += bytesOf(each)
    if (messages > maxMessages || bytes > MAX_BYTES) break
    kept.unshift(each)
  }
  return { turns: kept }
}

function bytesOf(turn: Turn): number {
  return Buffer.byteLength(JSON.stringify(turn))
}

/**
 * The number of messages in a turn, without the steps in between: a question with five tool calls does not count as
 * twelve messages.
 */
function spoken(turn: Turn): number {
  return Math.min(2, turn.length)
}

/** The turn as JSON. Pictures are left out; the text about them stays. */
function withoutFiles(turn: Turn): Turn {
  const messages = turn.map((message) => {
    if (message.role !== 'user' || typeof message.content === 'string') return message
    const texts = message.content.map((part) => (part.type === 'text' ? part.text : '[图片]'))
    return { ...message, content: texts.join('\n') }
  })
  return JSON.parse(JSON.stringify(messages)) as Turn
}
