/** Bots that are inspected as those of a configuration, and plugins for them. */
import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { AnyPlugin, BotConfig, Clock, PluginEntry } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { inspectBots } from '#src/check/inspect.js'
import type { Watcher } from '#src/serve/setup-watch.js'
import { wordsIn } from '#src/words/index.js'

export const EN = wordsIn('en')

type Setup = AnyPlugin['setup']
export const plugin = (name: string, setup: Setup = () => {}): AnyPlugin => ({ name, setup })
export const answering = (name: string, ...filters: string[]) =>
  plugin(name, (scope) => {
    for (const filter of filters) scope.on(filter as 'text', () => name)
  })

/** What a watch over setups that end uses: nobody hears it. */
export const watcherOf = (clock: Clock): Watcher => ({
  ...{ clock, signals: new EventEmitter(), stderr: new PassThrough(), exit: () => {} },
})

export async function inspect(
  bots: readonly BotConfig[],
  origins: readonly object[] = [],
  clock = createManualClock(),
) {
  const more = { ignored: [], secrets: [], origins: [origins] }
  const config = { file: '/bots/wechatbot.config.ts', bots, ...more }
  return inspectBots(config, watcherOf(clock), EN)
}

export async function warningsOf(
  plugins: readonly PluginEntry[],
  more: Partial<BotConfig> = {},
  clock = createManualClock(),
) {
  const [report] = await inspect([{ token: 'inspectToken', plugins, ...more }], [], clock)
  return report?.warnings
}
