/** Names the plugin and the bot in the error of a setup. */
import { CliError, isForeseen, messageOf, summaryOf } from '../errors.ts'
import { placesOf, placeText } from '../place.ts'
import type { Words } from '../words/index.ts'

/** Shows the error with the first line of its stack that is the user's own. A stack without such a line is shown whole. */
export function setupError(
  error: unknown,
  bot: string,
  plugin: string,
  say: Words['check'],
): CliError {
  const [place] = error instanceof Error ? placesOf(error) : []
  const isWhole = place === undefined && !isForeseen(error)
  // A plugin may name itself, before its problems. Once is enough.
  const text = (isWhole ? messageOf : summaryOf)(error).replace(`plugin "${plugin}":`, '')
  const where = place === undefined ? '' : `\n    at ${placeText(place)}`
  const said = say.setupFailed(bot, plugin, text.replace(/^ /, '') + where)
  // A list of problems begins on the next line.
  return new CliError(said.replace(/ \n/, '\n'))
}
