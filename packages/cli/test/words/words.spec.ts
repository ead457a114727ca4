/** The words of the command: complete in every language, and used. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Words, words } from '#src/words/index.js'
import { ROOT } from '../folder.js'

const SOURCES = join(ROOT, 'packages/cli/src')

/** `doctor.url.answers`, of every word. */
function pathsOf(value: object): readonly string[] {
  return Object.entries(value).flatMap(([key, word]) =>
    typeof word === 'object' ? pathsOf(word as object).map((path) => `${key}.${path}`) : [key],
  )
}

describe('the words of the command', () => {
  it('are all used', () => {
    const code = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('words'))
      .map((file) => readFileSync(join(SOURCES, file), 'utf8'))
      .join('\n')
    const paths = pathsOf(words)
    expect(paths.length).to.be.above(150)
    // Those that are looked up by the name of a command, a unit or a message.
    const byName = /^(main\.summaries|chat\.commands|chat\.kinds|check\.units)\./
    const unused = paths.filter((path) => {
      return !byName.test(path) && !code.includes(`.${path.split('.').at(-1)}`)
    })
    expect(unused).to.deep.equal([])
  })

  it('do not compile in a language that lacks one', () => {
    const { send: _, ...some } = words
    // @ts-expect-error the words of send are missing
    const lacking: Words = some
    const { badField: __, ...rest } = words.send
    // @ts-expect-error one word of send is missing
    const lackingOne: Words = { ...words, send: rest }
    expect([lacking, lackingOne]).to.have.length(2)
  })
})
