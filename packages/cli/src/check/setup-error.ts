/** Names the plugin and the bot in the error of a setup. */
import { CliError, placedMessageOf } from '../errors.ts'
import { type Words, words } from '../words/index.ts'

export function setupError(
  error: unknown,
  bot: string,
  plugin: string,
  say: Words['check'],
): CliError {
  const said = say.setupFailed(bot, plugin, withoutName(placedMessageOf(error), plugin))
  // A list of problems begins on the next line.
  return new CliError(said.replace(/ \n/, '\n'))
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
