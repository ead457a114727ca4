/** Records for development how a reply is written, and how each part of it goes out. */
import type { Clock } from '../clock.ts'
import type { Observe, Way } from '../records/observe.ts'
import type { GrowingReply } from './growing-reply.ts'

/** Twice as often as a reader notices. */
const WATCH_MS = 250

export interface Growth {
  /** Records the text as it is written. Call the returned function when the text is complete. */
  readonly watch: (growing: GrowingReply) => () => void
  /** @param key the key of the turn whose reply it is */
  readonly wentOut: (key: string, by: Way, text: string) => void
}

export function createGrowth(bot: string, clock: Clock, observe: Observe): Growth {
  return {
    wentOut: (key, by, text) => observe({ type: 'went-out', bot, key, by, text }),
    watch: ({ turn, text: source }) => {
      const { key, kind, attempts: attempt } = turn
      let told = 0
      const tell = (isOver: boolean) => {
        const text = source.text.slice(told)
        if (text === '' && !isOver) return
        told += text.length
        observe({ type: 'grown', bot, key, kind, attempt, text, isOver })
      }
      const watch = () => {
        tell(false)
        timer = clock.setTimeout(watch, WATCH_MS)
      }
      let timer = clock.setTimeout(watch, WATCH_MS)
      return () => {
        clock.clearTimeout(timer)
        tell(true)
      }
    },
  }
}
