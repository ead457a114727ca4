/** The words of the command: complete in every language, and used. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { type Words, words, wordsIn } from '#src/words/index.js'
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

  for (const language of ['en', 'zh'] as const) {
    it(`keep each option of a help apart from its text: ${language}`, () => {
      const rooms = Object.entries(wordsIn(language)) as [string, { readonly help?: unknown }][]
      const helps = rooms.flatMap(([room, { help }]) => {
        if (help === undefined) return []
        return [[room, typeof help === 'function' ? String(help('', '', '', '')) : String(help)]]
      }) as [string, string][]
      expect(helps).to.have.length(rooms.length - 1)
      const close = helps.flatMap(([room, help]) => {
        const options = help.split('\n').filter((line) => /^ {2}(-\w, | {4})--/.test(line))
        const ofHelp = options.find((line) => line.startsWith('  -h, --help'))
        const column = /^ {2}-h, --help +/.exec(ofHelp ?? '')?.[0].length ?? 0
        return options
          .filter((line) => !/^ {2}$/.test(line.slice(column - 2, column)) || line[column] === ' ')
          .map((line) => `${room}: ${line}`)
      })
      expect(close).to.deep.equal([])
    })
  }

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
