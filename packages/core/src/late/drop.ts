/** drop: answer `success`; what comes later is logged and goes nowhere. */
import type { LateParts, Strategy } from './types.ts'

export function createDrop(parts: Pick<LateParts, 'clock' | 'log'>): Strategy {
  return {
    name: 'drop',
    answer: async ({ turn, number }) => {
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
