/** What goes out: texts that are hard to cut, characters nobody may send, and an API that lies. */
import { type Case, each, expectThat } from './case.js'
import { SECRETS } from './server.js'

/** In milliseconds, of the process. Twenty times what the hardest needs; cubic searches need a minute. */
const MAX_CPU_MS = 1000

const HARD: readonly string[] = [
  '<a ',
  '<a>',
  '<a></a>',
  '<a href="https://x">',
  'https://',
  '。”',
  '.',
  'a',
  '\u0301',
  ' \u0301',
  '👨‍👩‍👧',
  '👨‍',
  '🇨',
  ' ',
  '1',
  '"token":[',
  '\\',
  ']',
]

export const outgoing: readonly Case[] = [
  {
    id: 'S27',
    name: 'texts that are hard to cut, sent and replied',
    modes: ['plain', 'safe'],
    run: (target) =>
      each(
        HARD,
        async (unit) => {
          const text = unit.repeat(40_000 / Buffer.byteLength(unit))
          const before = target.server.processorMs()
          await target.ask(text)
          await target.ask(`send:${text}`)
          const took = target.server.processorMs() - before
          return expectThat(took < MAX_CPU_MS, `${took} ms of CPU for ${JSON.stringify(unit)}`)
        },
        1,
      ),
  },
  {
    id: 'S28',
    name: 'characters that the API refuses do not go out by it',
    modes: ['plain', 'safe'],
    run: async (target) => {
      const mark = `mark-${Math.random().toString(36).slice(2)}`
      const said = await target.ask(`send:${mark}\u0001\u001b[2J\ufffe.`)
      const body = target.server.sent().find((it) => it.includes(mark))
      return [
        ...expectThat(said === 'sent', said),
        ...expectThat(body?.includes(`"${mark}[2J."`) ?? false, `sent: ${JSON.stringify(body)}`),
      ]
    },
  },
  {
    id: 'S28',
    name: 'an API that refuses with JSON is not believed',
    modes: ['plain', 'safe'],
    run: (target) =>
      each(['403', '302', '413'], async (status) => {
        const said = await target.ask(`send:please-${status}`)
        return expectThat(said.includes(`HTTP ${status}`), `${status}: ${said}`)
      }),
  },
  {
    id: 'S28',
    name: 'an API that shouts secrets fills no log, and shows none',
    modes: ['plain', 'safe'],
    run: async (target) => {
      const said = await target.ask('send:please-shout')
      const lines = (await target.log()).map((line) => JSON.stringify(line))
      const longest = Math.max(
        // Not by the number alone: long lines of other attacks have random digits.
        ...lines.filter((line) => line.includes('45002 appsecret=')).map((it) => it.length),
      )
      return [
        ...expectThat(/45002 appsecret=\[redacted\]/.test(said), said.slice(0, 1000)),
        ...expectThat(said.length < 1000, `${said.length} characters of error`),
        ...expectThat(longest > 0 && longest < 5000, `a line of ${longest} characters`),
        ...[
          SECRETS.accessToken,
          Buffer.from(SECRETS.accessToken).toString('hex'),
          btoa(SECRETS.appSecret),
        ].flatMap((secret) => expectThat(!said.includes(secret), `the error has ${secret}`)),
      ]
    },
  },
]
