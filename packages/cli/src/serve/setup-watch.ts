/** Says which plugin's setup, or close, does not end. A command that waits for it would be silent. */
import type { Bot, Timer } from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal/pipeline/runtime'
import type { Invocation } from '../invocation.ts'
import { clean } from '../terminal/clean.ts'
import { type Words, words } from '../words/index.ts'

/** A setup that takes longer is reported, because it may never end. */
const SLOW_MS = 8000

/** What the watch uses of its call. */
export type Watcher = Pick<Invocation, 'signals' | 'clock' | 'stderr' | 'exit'>

interface Waiting {
  readonly bot: string
  readonly plugin: string
}

interface Texts {
  readonly slow: (bot: string, plugin: string, seconds: number) => string
  readonly never: (bot: string, plugin: string) => string
}

/** Waits for the setup of the bots. It reports a setup that takes long, and one that cannot end any more. */
export function watchSetup<T>(
  bots: readonly Bot[],
  setup: Promise<T>,
  watcher: Watcher,
  { main: say }: Words = words,
): Promise<T> {
  const settingUp = () =>
    bots.flatMap((bot) => waitingFor(bot.name, runtimeOf(bot).services.settingUp()))
  return watch(setup, settingUp, { slow: say.setupIsSlow, never: say.setupNeverEnds }, watcher)
}

/** Waits for the close of a bot. @param closing gives the plugin that closes. */
export function watchClose<T>(
  bot: string,
  close: Promise<T>,
  closing: () => string | undefined,
  watcher: Watcher,
  { main: say }: Words = words,
): Promise<T> {
  const waiting = () => waitingFor(bot, closing())
  return watch(close, waiting, { slow: say.closeIsSlow, never: say.closeNeverEnds }, watcher)
}

function waitingFor(bot: string, plugin: string | undefined): readonly Waiting[] {
  return plugin === undefined ? [] : [{ bot, plugin }]
}

/** Ends the process when nothing is left that could end the work: Node.js would end with code 13 and say nothing. */
async function watch<T>(
  work: Promise<T>,
  waiting: () => readonly Waiting[],
  { slow, never }: Texts,
  { signals, clock, stderr, exit }: Watcher,
): Promise<T> {
  const tell = (text: string): void => void stderr.write(`wechatbot: ${clean(text)}\n`)
  const timer: Timer = clock.setTimeout(() => {
    for (const { bot, plugin } of waiting()) tell(slow(bot, plugin, SLOW_MS / 1000))
  }, SLOW_MS)
  const onEmpty = () => {
    const all = waiting()
    for (const { bot, plugin } of all) tell(never(bot, plugin))
    // Without a name the listener of all commands says it.
    if (all.length > 0) exit(1)
  }
  // Before the listener of all commands, which knows no plugin.
  signals.prependOnceListener('beforeExit', onEmpty)
  try {
    return await work
  } finally {
    clock.clearTimeout(timer)
    signals.off('beforeExit', onEmpty)
  }
}
