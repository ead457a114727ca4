/** Asks the questions one after the other. A question that an option answers is not asked. */
import type { Readable, Writable } from 'node:stream'
import { intro, isCancel, select, text } from '@clack/prompts'
import { type Choices, LANGUAGES, MANAGERS, STORES, TEMPLATES } from './choices.ts'
import type { Words } from './words.ts'

export interface Asked {
  readonly folder: string | undefined
  /** The folder for an empty answer. */
  readonly offered: string
  readonly given: Partial<Choices>
  /** The answers that are offered first. */
  readonly defaults: Choices
  readonly words: Words
  /** The problem with a folder, if there is one. */
  readonly problem: (folder: string) => string | undefined
  readonly input: Readable
  readonly output: Writable
}

/** The user pressed Ctrl-C or Esc at a question. */
export class Cancelled extends Error {}

export async function ask(asked: Asked): Promise<{ folder: string; choices: Choices }> {
  const { offered, given, defaults, words, problem, input, output } = asked
  const io = { input, output }
  // The library's instructions are in English. The title has said the same already.
  const plain = { ...io, showInstructions: false }
  intro(words.title, io)
  const folder =
    asked.folder ??
    answered(
      await text({
        ...io,
        message: words.folder,
        placeholder: offered,
        defaultValue: offered,
        validate: (answer) => problem(answer || offered),
      }),
    )
  const choose = async <T extends string>(
    message: string,
    values: readonly T[],
    initialValue: T,
    hints?: Readonly<Record<T, string>>,
  ): Promise<T> => {
    const options = values.map((value) => {
      return { value: value as string, label: value, ...(hints ? { hint: hints[value] } : {}) }
    })
    return answered(await select<string>({ ...plain, message, options, initialValue })) as T
  }
  return {
    folder,
    choices: {
      template:
        given.template ??
        (await choose(words.template, TEMPLATES, defaults.template, words.templates)),
      store: given.store ?? (await choose(words.store, STORES, defaults.store, words.stores)),
      language: given.language ?? (await choose(words.language, LANGUAGES, defaults.language)),
      manager: given.manager ?? (await choose(words.manager, MANAGERS, defaults.manager)),
    },
  }
}

function answered(answer: string | symbol): string {
  if (isCancel(answer)) throw new Cancelled()
  return answer as string
}
