/** Asks the questions one after the other. A question that an option answers is not asked. */
import type { Readable, Writable } from 'node:stream'
import { intro, isCancel, log, select, text } from '@clack/prompts'
import {
  type Answers,
  LANGUAGES,
  MANAGERS,
  misfitOf,
  STORES,
  TEMPLATES,
  type Template,
} from './choices.ts'
import type { Words } from './words/words.ts'

export interface Asked {
  /** As the command line has it. It is asked for where it does not fit the template that is chosen. */
  readonly folder: string | undefined
  /** The folder for an empty answer. */
  readonly offered: (template: Template) => string
  readonly given: Partial<Answers>
  /** The answers that are offered first. */
  readonly defaults: Answers
  readonly words: Words
  /** The problem with a folder, if there is one. */
  readonly problem: (folder: string, template: Template) => string | undefined
  readonly input: Readable
  readonly output: Writable
}

/** The user pressed Ctrl-C or Esc at a question. */
export class Cancelled extends Error {}

/** The template comes first: the folder of a plugin is its name, and it has fewer questions than a bot. */
export async function ask(asked: Asked): Promise<{ folder: string; answers: Answers }> {
  const { given, defaults, words, input, output } = asked
  intro(words.title, { input, output })
  const choose = async <T extends string>(
    message: string,
    values: readonly T[],
    initialValue: T,
    hints?: Readonly<Record<T, string>>,
  ): Promise<T> => {
    const options = values.map((value) => {
      return { value: value as string, label: value, ...(hints ? { hint: hints[value] } : {}) }
    })
    // The library's instructions are in English. The title has said the same already.
    const plain = { input, output, showInstructions: false }
    return answered(await select<string>({ ...plain, message, options, initialValue })) as T
  }
  const fitting = TEMPLATES.filter((each) => misfitOf(each, given) === undefined)
  const template =
    given.template ?? (await choose(words.template, fitting, defaults.template, words.templates))
  const folder = await folderOf(asked, template)
  const answers = { ...defaults, ...given, template }
  if (template !== 'plugin') {
    answers.store = given.store ?? (await choose(words.store, STORES, answers.store, words.stores))
    answers.language = given.language ?? (await choose(words.language, LANGUAGES, answers.language))
  }
  answers.manager = given.manager ?? (await choose(words.manager, MANAGERS, answers.manager))
  return { folder, answers }
}

async function folderOf(asked: Asked, template: Template): Promise<string> {
  const { folder, problem, output } = asked
  if (folder === undefined) return askFolder(asked, template)
  const misfit = problem(folder, template)
  if (misfit === undefined) return folder
  log.error(misfit, { output })
  return askFolder(asked, template)
}

async function askFolder(asked: Asked, template: Template): Promise<string> {
  const { words, problem, input, output } = asked
  const offered = asked.offered(template)
  return answered(
    await text({
      ...{ input, output },
      message: template === 'plugin' ? words.pluginFolder : words.folder,
      placeholder: offered,
      defaultValue: offered,
      validate: (answer) => problem(answer || offered, template),
    }),
  )
}

function answered(answer: string | symbol): string {
  if (isCancel(answer)) throw new Cancelled()
  return answer as string
}
