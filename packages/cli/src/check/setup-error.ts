/** Names the plugin and the bot in the error of a setup. */
import { CliError, isForeseen, messageOf, summaryOf } from '../errors.ts'
import { placesOf, placeText } from '../place.ts'
import { type Words, words } from '../words/index.ts'

/** Shows the error with the first line of its stack that is the user's own. A stack without such a line is shown whole. */
export function setupError(
  error: unknown,
  bot: string,
  plugin: string,
  say: Words['check'],
): CliError {
  const [place] = error instanceof Error ? placesOf(error) : []
  const isWhole = place === undefined && !isForeseen(error)
  const text = withoutName((isWhole ? messageOf : summaryOf)(error), plugin)
  const where = place === undefined ? '' : `\n    at ${placeText(place)}`
  const said = say.setupFailed(bot, plugin, text + where)
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
