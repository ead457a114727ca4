/** The documents of the repository, and the code in them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './root.js'

/** Paths from the root. */
export const documents = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.md$/.test(file) && !/(^|\/)(node_modules|dist|coverage)\//.test(file))
  .sort()

export const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')

/** The code blocks of one language. */
export function blocks(file: string, language: string): string[] {
  const pattern = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')
  return [...textOf(file).matchAll(pattern)].map((match) => match[1] ?? '')
}
