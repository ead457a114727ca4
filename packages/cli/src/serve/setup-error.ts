/** Names the plugin and the bot in the error of a setup. */
import type { Bot } from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal/pipeline/runtime'
import { placedMessageOf, SetupFailed } from '../errors.ts'
import { type Words, words } from '../words/index.ts'

/** Adds the bot and the plugin to the error of a setup. An error that no plugin has caused stays as it is. */
export function setupErrorOf(error: unknown, bot: Bot, { main: say }: Words = words): unknown {
  const plugin = runtimeOf(bot).services.settingUp()
  return plugin === undefined ? error : setupError(error, bot.name, plugin, say)
}

export function setupError(
  error: unknown,
  bot: string,
  plugin: string,
  say: Words['main'],
): SetupFailed {
  const said = say.setupFailed(bot, plugin, withoutName(placedMessageOf(error), plugin))
  // A list of problems begins on the next line.
  return new SetupFailed(said.replace(/ \n/, '\n'), { cause: error })
}

/** A plugin may name itself before its problems. It does not know the number that core gives to a second one. */
function withoutName(text: string, plugin: string): string {
  for (const name of [plugin, plugin.replace(/#\d+$/, '')]) {
    for (const head of [`plugin "${name}":`, words.main.ofPlugin(`"${name}"`, '').trimEnd()]) {
      if (text.startsWith(head)) return text.slice(head.length).replace(/^ /, '')
    }
  }
  return text
}
