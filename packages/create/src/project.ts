/** A new project: its name and its files. */
import { botFiles } from './bot.ts'
import type { Choices, Manager } from './choices.ts'
import type { Lang } from './lang.ts'
import { botName, pluginName } from './name.ts'
import { pluginFiles } from './plugin.ts'
import type { Content } from './template.ts'

/**
 * Names and contents, in the order in which they are written.
 *
 * @param folder an absolute path. A plugin's name must be one: see {@link pluginName}.
 */
export function filesOf(
  choices: Choices,
  folder: string,
  lang: Lang,
): ReadonlyMap<string, Content> {
  const run = runOf(choices.manager)
  if (choices.template !== 'plugin') return botFiles({ choices, name: botName(folder), lang, run })
  return pluginFiles({ name: pluginName(folder) as string, lang, run })
}

/** The command by which a manager runs a script of package.json. */
export function runOf(manager: Manager): string {
  return manager === 'npm' ? 'npm run' : manager
}
