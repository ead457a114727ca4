/** The files below `templates`, in the language of the people who will read them. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Template } from './choices.ts'
import type { Lang } from './lang.ts'
import { PACKAGE } from './versions.ts'
import { WORDS } from './words/index.ts'

export type Content = string | Uint8Array

/** Names, with `/` between folders, and contents. `edit` changes the texts of code and rules. */
export function templateFiles(
  template: Template,
  lang: Lang,
  edit: (text: string) => string,
): readonly [string, Content][] {
  const folder = join(PACKAGE, 'templates', template)
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  return names
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => {
      const bytes = readFileSync(join(folder, name))
      const path = name.replaceAll(sep, '/')
      if (!/\.(ts|csv)$/.test(name)) return [path, bytes]
      return [path, edit(translated(bytes.toString('utf8'), lang))]
    })
}

function translated(text: string, lang: Lang): string {
  const { comments, texts } = WORDS[lang]
  return text
    .replaceAll(/(?<=\/\/ ).+$/gm, (comment) => comments[comment] ?? comment)
    .replaceAll(/(?<=')[^'\n]+(?=')/g, (quoted) => texts[quoted] ?? quoted)
}

/** A page of `templates/readme`, with the values in place of their names: `{{name}}`. */
export function page(name: string, values: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(PACKAGE, 'templates/readme', name), 'utf8')
  return text.replace(/\{\{(\w+)\}\}/g, (_, key: string) => values[key] as string)
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
