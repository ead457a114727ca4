/** Says which plugin's setup does not end. A command that waits for it would be silent. */
import type { Bot, Timer } from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal/pipeline/runtime'
import type { Invocation } from '../invocation.ts'
import { clean } from '../terminal/clean.ts'
import { type Words, words } from '../words/index.ts'

/** A setup that takes longer is reported, because it may never end. */
const SLOW_MS = 8000

/** What the watch uses of its call. */
export type Watcher = Pick<Invocation, 'signals' | 'clock' | 'stderr' | 'exit'>

/**
 * Waits for the setup of the bots. It reports a setup that takes long, and ends the process when nothing is left that
 * could end a setup: Node.js would end with code 13 and say nothing.
 */
export async function watchSetup<T>(
  bots: readonly Bot[],
  setup: Promise<T>,
  { signals, clock, stderr, exit }: Watcher,
  { main: say }: Words = words,
): Promise<T> {
  const tell = (text: (bot: string, plugin: string, seconds: number) => string): void => {
    for (const bot of bots) {
      const plugin = runtimeOf(bot).services.settingUp()
      if (plugin !== undefined)
        stderr.write(`wechatbot: ${clean(text(bot.name, plugin, SLOW_MS / 1000))}\n`)
    }
  }
  const slow: Timer = clock.setTimeout(() => tell(say.setupIsSlow), SLOW_MS)
  const onEmpty = () => {
    tell(say.setupNeverEnds)
    exit(1)
  }
  // Before the listener of all commands, which knows no plugin.
  signals.prependOnceListener('beforeExit', onEmpty)
  try {
    return await setup
  } finally {
    clock.clearTimeout(slow)
    signals.off('beforeExit', onEmpty)
  }
}
