/** Texts made to keep regular expressions of rules busy: their sender waits, and nobody else. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../root.js'
import { wechatbot } from '../running.js'
import { type Case, each, expectThat, PLAIN, type Verdict } from './case.js'
import { Target } from './target.js'

interface Evil {
  readonly match: string
  readonly text: string
  /** What `wechatbot check` says of it. */
  readonly engine: string
}

const linear = 'linear'
const worker = 'worker (50 ms)'

/** Each text as long as a message may be, or as it was when it stopped a process. */
const EVIL: readonly Evil[] = [
  {
    match: '^(.*?),(.*?),(.*?),(.*?),(.*?)$',
    text: `${','.repeat(600)}\nx`,
    engine: linear,
  },
  { match: 'a.*b.*c.*d.*e', text: `e${'abcd'.repeat(511)}`, engine: linear },
  { match: 'Q1(.*)Q2(.*)Q3(.*)Q4', text: `Q4${'Q1Q2Q3'.repeat(341)}`, engine: linear },
  { match: '^(A+)+$', text: `${'A'.repeat(2046)}!`, engine: linear },
  { match: '^(B|BB)+(?!C)\\1$', text: `${'B'.repeat(2046)}!`, engine: worker },
  { match: '^(?=(D+)+$)', text: `${'D'.repeat(2046)}!`, engine: worker },
  { match: '(?<!一)(二|二二)+$', text: `${'二'.repeat(680)}！`, engine: worker },
]

/** Of each text of it the worker has a few milliseconds to do: never so many that it is stopped. */
const PATIENT = { match: '^(?!G)(F*)(F*)(F*)(F*)!$', text: 'F'.repeat(80) }

const REFUND = '^退(货|款)$'

/** The bot whose rules are attacked. Its own words come last: they wait for all expressions. */
export const RULES_PATH = '/rules'
export const KEYWORD = [
  join(ROOT, 'plugins/keyword/dist/index.js'),
  {
    rules: [
      ...EVIL.map(({ match }) => ({ match, mode: 'regex', reply: 'evil' })),
      { match: PATIENT.match, mode: 'regex', reply: 'evil' },
      { match: REFUND, mode: 'regex', reply: '$1可退' },
      { match: '营业时间', reply: '9:00' },
    ],
  },
]

const botOf = ({ label, server, secrets }: Target): Target =>
  new Target(label, server, RULES_PATH, { ...secrets, mode: 'plain' })

let senders = 0
/** Somebody new: whose text was stopped is not looked at again, and nobody may send many at once. */
const sender = (name = 'Evil') => {
  senders += 1
  return `o${name}${senders}`
}

/** Answered in time, by the handler behind the rules: none has matched. */
async function expectNoMatch(bot: Target, text: string, xml: string): Promise<Verdict> {
  const { status, body, reply } = await bot.deliver(xml)
  const what = text.slice(0, 20)
  return [
    ...expectThat(status === 200, `${what}: ${status}`),
    ...expectThat(reply?.Content === text, `${what}: ${body.slice(0, 200)}`),
  ]
}

const REPLIES: Readonly<Record<string, string>> = {
  退款: '款可退',
  退货: '货可退',
  营业时间: '9:00',
}

/** Others are answered as ever, most of them behind all expressions. */
async function expectGood(bot: Target): Promise<Verdict> {
  return each(['退款', '营业时间', '退货', 'Q1 Q4', '没有规则'], async (text) => {
    const { body, reply } = await bot.deliver(bot.text(text, { from: sender('Good') }))
    return expectThat(reply?.Content === (REPLIES[text] ?? text), `${text}: ${body.slice(0, 200)}`)
  })
}

export const rules: readonly Case[] = [
  {
    id: 'S27',
    name: 'texts that keep expressions of rules busy, and good messages beside them',
    modes: PLAIN,
    run: async (target) => {
      const bot = botOf(target)
      const attacks = EVIL.map(({ text }) =>
        expectNoMatch(bot, text, bot.text(text, { from: sender() })),
      )
      const good = Array.from({ length: 5 }, () => expectGood(bot))
      return (await Promise.all([...attacks, ...good])).flat()
    },
  },
  {
    id: 'S27',
    name: 'the same text of many senders, for one expression in the worker',
    modes: PLAIN,
    run: async (target) => {
      const bot = botOf(target)
      const [evil] = EVIL.filter(({ engine }) => engine === worker) as [Evil]
      const verdicts = await each(
        Array.from({ length: 40 }, () => sender()),
        (from) => expectNoMatch(bot, evil.text, bot.text(evil.text, { from })),
        40,
      )
      const log = await bot.log()
      const name = `rules[${EVIL.indexOf(evil)}]`
      const stopped = log.filter(({ msg }) =>
        String(msg).startsWith(`${name} took more than 50 ms`),
      )
      const off = log.filter(({ msg }) => String(msg).startsWith(`${name} looks at no text`))
      return [
        ...verdicts,
        ...(await expectGood(bot)),
        ...expectThat(stopped.length === 5, `stopped ${stopped.length} times in a minute`),
        ...expectThat(off.length === 1, `switched off ${off.length} times`),
      ]
    },
  },
  {
    id: 'S29',
    name: 'texts of one sender, each just in time, that keep the thread of all busy',
    modes: PLAIN,
    run: async (target) => {
      const bot = botOf(target)
      const from = sender()
      const isOut = async () =>
        (await bot.log()).some((line) => {
          return (
            line.from === from && String(line.msg).startsWith('texts of one sender took 250 ms')
          )
        })
      const verdicts: Verdict[] = []
      for (let i = 0; i < 40 && !(await isOut()); i += 1) {
        const texts = Array.from({ length: 10 }, () => PATIENT.text)
        verdicts.push(
          await each(texts, (text) => expectNoMatch(bot, text, bot.text(text, { from }))),
        )
      }
      return [
        ...verdicts.flat(),
        ...(await expectGood(bot)),
        ...expectThat(await isOut(), '400 texts of some milliseconds each were all looked at'),
      ]
    },
  },
  {
    id: 'S27',
    name: 'a text that keeps an expression busy, retried at another instance',
    modes: ['plain'],
    isOfTwo: true,
    run: async (target, twin) => {
      const [one, two] = [botOf(target), botOf(twin)]
      const attacks = EVIL.flatMap(({ text }) => {
        const xml = one.text(text, { from: sender() })
        return [one, two, one].map((bot) => expectNoMatch(bot, text, xml))
      })
      const good = [one, two, one, two].map(expectGood)
      return (await Promise.all([...attacks, ...good])).flat()
    },
  },
  {
    id: 'S19',
    name: 'what may never end is told by `wechatbot check`, the same each time',
    modes: ['plain'],
    run: async ({ server, secrets: { token } }) => {
      const file = join(server.folder, 'rules.json')
      writeFileSync(file, JSON.stringify({ bots: [{ token, plugins: [KEYWORD] }] }))
      const args = ['check', '--config', file]
      const checks = [await wechatbot(args), await wechatbot(args)]
      const [{ stdout = '' } = {}] = checks
      return [
        ...expectThat(
          checks.every(({ code }) => code === 0),
          `ended with ${checks[0]?.code}`,
        ),
        ...expectThat(checks[1]?.stdout === stdout, 'says one thing, and then another'),
        ...EVIL.flatMap(({ match, engine }, i) =>
          expectThat(
            stdout.includes(`rules[${i}] /${match}/u: ${engine}`),
            `not ${engine}: ${match}`,
          ),
        ),
      ]
    },
  },
]
