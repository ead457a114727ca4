/** R40: the provider of ai hangs, dies and limits; the bot answers everything else. */
import { createFakeAi, type FakeAi, type FakeAnswer } from '@wechatbot/plugin-ai/fake'
import { type FaultBot, startBot } from './bot.js'
import type { Fault } from './row.js'
import { pause, type Sent, send, sumOf } from './sender.js'

/** What begins so is for ai. */
const TRIGGER = '问'
const FALLBACK = '现在答不上来'
const ASKED_EVERY_MS = 250
const OTHERS_EVERY_MS = 50
const TIMEOUT_MS = 3000
/** A finished turn keeps its mark, however it ended: about 1 kB for each of 15,000 in ten minutes. */
const MOST_GROWTH_MB = 20
/** A message that waits for no provider. The machine may be busy. */
const MOST_MS = 1000

const DELTA = { choices: [{ index: 0, delta: { content: '茶。' }, finish_reason: null }] }
const WRONG: readonly FakeAnswer[] = [
  [{ end: 'hang' }],
  ['茶。', { end: 'hang' }],
  [{ end: 'cut' }],
  ['茶。', { end: 'cut' }],
  { status: 429, headers: { 'retry-after': '30' } },
  { status: 500 },
  { status: 502, body: '<html>Bad Gateway</html>' },
  ['茶。', { bytes: 'data: {x\n\n' }],
  [{ bytes: `data: ${JSON.stringify(DELTA)}` }],
]

export const PROVIDER: readonly Fault[] = [
  {
    id: 'R40',
    run: async ({ isFull, progress }) => {
      const seconds = isFull ? 600 : 21
      progress(`R40 takes ${seconds} seconds`)
      let provider = await createFakeAi()
      const port = Number(new URL(provider.url).port)
      const ai = {
        model: 'deepseek/m',
        baseURL: provider.url,
        trigger: TRIGGER,
        timeoutMs: TIMEOUT_MS,
      }
      const bot = await startBot({ ai })
      // What is loaded at the first message is no growth.
      await wrong(provider, bot, 1000)
      const before = await bot.liveHeap()
      const part = (seconds * 1000) / 3
      const all = [await wrong(provider, bot, part)]
      await provider.close()
      all.push(await load(bot, part))
      provider = await createFakeAi({ port })
      all.push(await wrong(provider, bot, part))
      const after = await bot.liveHeap()
      const { open } = provider
      provider.answers('好了。')
      const isBack = (await send(bot.url(), `${TRIGGER}好了吗`)).body.includes('好了。')
      const isAlive = bot.isAlive()
      await bot.stop()
      await provider.close()
      const others = all.flatMap((each) => each.others)
      const asked = all.flatMap((each) => each.asked)
      const ofOthers = sumOf(others, ({ body }) => body.includes('other '))
      const ofAsked = sumOf(asked, ({ body }) => body.includes('茶。') || body.includes(FALLBACK))
      const slowest = Math.round(Math.max(...others.map(({ ms }) => ms)))
      const growth = after - before
      return {
        fault: 'R40',
        what: `ai: its provider hangs, dies and limits, ${seconds} s`,
        messages: others.length + asked.length,
        replies: ofOthers.replies + ofAsked.replies,
        silent: ofOthers.silent + ofAsked.silent,
        errors: ofOthers.errors + ofAsked.errors,
        times: others.map(({ ms }) => ms),
        target: `others below ${MOST_MS} ms, below ${MOST_GROWTH_MB} MB more, then as before`,
        found: `slowest ${slowest} ms, ${growth.toFixed(1)} MB more, ${open} streams open`,
        isMet:
          ofOthers.replies === others.length &&
          ofAsked.replies === asked.length &&
          slowest < MOST_MS &&
          growth < MOST_GROWTH_MB &&
          open === 0 &&
          isBack &&
          isAlive,
      }
    },
  },
]

interface Load {
  readonly others: readonly Sent[]
  readonly asked: readonly Sent[]
}

/** Every answer of the provider is wrong in one way or another. */
function wrong(provider: FakeAi, bot: FaultBot, ms: number): Promise<Load> {
  const count = Math.ceil(ms / ASKED_EVERY_MS)
  provider.answers(
    ...Array.from({ length: count }, (_, i) => WRONG[i % WRONG.length] as FakeAnswer),
  )
  return load(bot, ms)
}

/** Messages for ai, and others, for a while; each of a user of its own. Resolves when all are answered. */
async function load(bot: FaultBot, ms: number): Promise<Load> {
  const every = async (pauseMs: number, text: (i: number) => string) => {
    const sent: Promise<Sent>[] = []
    for (let i = 0; i < Math.ceil(ms / pauseMs); i += 1) {
      sent.push(send(bot.url(), text(i)))
      await pause(pauseMs)
    }
    return Promise.all(sent)
  }
  const [others, asked] = await Promise.all([
    every(OTHERS_EVERY_MS, (i) => `other ${i}`),
    every(ASKED_EVERY_MS, (i) => `${TRIGGER}${i}`),
  ])
  return { others, asked }
}
