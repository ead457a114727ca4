/** The ways to start a dialog: words, patterns, and clicks on the menu. */
import { fold, type Message } from '@wechatbot/core'
import type { Start } from './types.ts'

const CLICK = /^event:CLICK\s+(\S.*)$/

/** The key in `event:CLICK KEY`. */
export function clickKeyOf(start: string): string | undefined {
  return CLICK.exec(start)?.[1]?.trim()
}

/** Whether a message starts the dialog: a text by words and patterns, a click by its key. */
export type Starts = (message: Message) => boolean

export function createStarts(starts: readonly Start[]): Starts {
  const texts = starts.filter((it): it is string => typeof it === 'string')
  const words = new Set(texts.filter((it) => clickKeyOf(it) === undefined).map(fold))
  const keys = new Set(texts.map((it) => clickKeyOf(it)))
  const patterns = starts.flatMap((it) => (typeof it === 'string' ? [] : [patternOf(it)]))
  return (message) => {
    if (message.kind === 'event:CLICK') {
      return keys.has(message.EventKey) || words.has(fold(message.EventKey))
    }
    if (message.kind !== 'text') return false
    return words.has(fold(message.Content)) || patterns.some((it) => it.test(message.Content))
  }
}

/** The form in which a list shows it. */
export function startText(start: Start): string {
  return typeof start === 'string' ? start : String(patternOf(start))
}

/** A copy without the flags g and y. With either, a RegExp would begin where it stopped at the last user. */
export function patternOf(start: Exclude<Start, string>): RegExp {
  const [source, flags] =
    start instanceof RegExp ? [start.source, start.flags] : [start.pattern, start.flags ?? '']
  return new RegExp(source, flags.replace(/[gy]/g, ''))
}
