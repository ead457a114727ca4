/**
 * drop: answers `success`. A reply that comes later is logged and not sent. A bot that is told to end leaves the attempt
 * unanswered, where another process can go on with the message: WeChat asks again there.
 */
import { mayBeLast } from '../turn/attempt.ts'
import type { LateParts, Strategy } from './types.ts'

type DropParts = Pick<LateParts, 'clock' | 'log' | 'growing' | 'promises' | 'draining'>

export function createDrop(parts: DropParts): Strategy {
  const { draining, promises } = parts
  return {
    name: 'drop',
    continuation: {
      line: '',
      isAble: async () => true,
      deliver: async (turn, growing) => {
        turn.abort('what follows cannot be delivered')
        await growing.text.over
        const rest = await parts.growing.rest(growing)
        parts.log.warn({ key: turn.key, characters: rest.length }, 'rest of a late reply dropped')
      },
    },
    answer: async (attempt) => {
      const { turn, number } = attempt
      if (draining.aborted && promises.areKept && !mayBeLast(attempt)) return 'unanswered'
      const part = await parts.growing.first(turn, 'drop')
      if (part !== undefined) return part
      turn.abort('the reply was not ready in time and cannot be delivered any more')
      void turn.reply.then((reply) => {
        const waitedMs = Math.round(parts.clock.monotonic() - turn.receivedAt.monotonic)
        parts.log.warn(
          { key: turn.key, attempt: number, waitedMs, reply: reply.type, plugin: turn.answeredBy },
          'late reply dropped',
        )
      })
      return { type: 'none' }
    },
  }
}
