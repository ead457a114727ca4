/** Waits for the request to stop: a signal, or the end of the shell in which npm started this process. */
import type { EventEmitter } from 'node:events'
import type { Clock } from '@wechatbot/core'
import { systemClock } from '@wechatbot/core/internal/clock'
import { type Parent, shellOfNpm } from './npm-shell.ts'

export interface StopRequestOptions {
  readonly signals: readonly NodeJS.Signals[]
  /** Called at a second request, which means: do not wait for the end. */
  readonly onSecond: () => void
  /** @default the shell of npm, if there is one */
  readonly parent?: Parent | undefined
  /** The source of the signals. @default this process */
  readonly process?: Pick<EventEmitter, 'on'>
  /** @default the machine's */
  readonly clock?: Clock
}

/** The time between two checks whether the parent has ended. */
const LOOK_MS = 250
/**
 * Ctrl-C goes to npm and to the bot, and npm passes it on, so the same request arrives twice. A second request
 * counts only after this time.
 */
const ECHO_MS = 500

/** Resolves to the name of the first signal, or to `parent ended`. */
export function stopRequest(options: StopRequestOptions): Promise<string> {
  const { signals, onSecond, clock = systemClock } = options
  const { process: source = process, parent = shellOfNpm() } = options
  return new Promise((resolve) => {
    let askedAt: number | undefined
    const ask = (because: string) => {
      const now = clock.monotonic()
      if (askedAt !== undefined && now - askedAt >= ECHO_MS) return onSecond()
      askedAt ??= now
      resolve(because)
    }
    for (const signal of signals) source.on(signal, () => ask(signal))
    const look = () => {
      // After the first request, the end of the shell is only an echo of it.
      if (askedAt !== undefined) return
      if (parent?.hasEnded()) return ask('parent ended')
      clock.setTimeout(look, LOOK_MS)
    }
    if (parent !== undefined) look()
  })
}
