/** What the command says in Chinese of wrong calls of core, compared with what core says of them. */
import { type AnyPlugin, createBot, createLogger, definePlugin } from '@wechatbot/core'
import { simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { wordsIn } from '#src/words/index.js'

type Scope = Parameters<AnyPlugin['setup']>[0]

const logger = createLogger({ level: 'silent' })
const { ofCall } = wordsIn('zh').main
// Calls that TypeScript refuses.
const define = definePlugin as (plugin: object) => void
const job = (scope: ReturnType<typeof loose>) =>
  scope.job?.('brew', () => {}) as unknown as { at: (...of: unknown[]) => Promise<unknown> }
const loose = (scope: Scope) => scope as unknown as Record<string, (...of: unknown[]) => void>

/** The error of a setup in Chinese, without the name of its plugin. */
async function saidOf(call: (scope: Record<string, (...of: unknown[]) => void>) => unknown) {
  const plugin: AnyPlugin = {
    name: 'tea',
    setup: async (scope) => (await call(loose(scope))) as undefined,
  }
  const bot = createBot({ token: 'a-token', logger, plugins: [plugin] })
  const said = await bot.ready().then(
    () => '',
    (error: Error) => error.message,
  )
  await bot.close()
  return ofCall(said.replace(/^plugin "tea": /, ''))
}

describe('a wrong call in Chinese', () => {
  const run = () => undefined
  for (const [what, call, said] of [
    [
      'an unknown kind',
      (s) => s.on?.('txt', run),
      /^filter：期望 一种消息.*"txt"；是不是想写 "text"？$/,
    ],
    ['an object that setup returns', () => ({}), /^setup：期望 没有返回值.*，实际是 对象$/],
    ['no kinds', (s) => s.on?.([], run), /^filter：期望 .*，实际是 空列表$/],
    ['no filter', (s) => s.on?.(3, run), /^filter：期望 一种消息、.*，实际是 3$/],
    ['another field', (s) => s.on?.({ Msg: 'x' }, run), /^filter：期望 MsgType 或 Event，/],
    ['no field', (s) => s.on?.({}, run), /^filter：期望 MsgType 或 Event，实际是 两个都没有写$/],
    ['no handler', (s) => s.on?.('text'), /^on：期望 最后一个参数是函数，实际是 没有写$/],
    ['no trigger', (s) => s.hears?.(3, run), /^hears：期望 文本或正则表达式，实际是 3$/],
    [
      'no function to close with',
      (s) => s.onClose?.(),
      /^onClose：期望 最后一个参数是函数，实际是 没有写$/,
    ],
    ['no observer', (s) => s.observe?.(), /^observe：期望 最后一个参数是函数，实际是 没有写$/],
    [
      'no function for a time',
      (s) => s.every?.('0 8 * * *', 'x'),
      /^"tea" 的 every\("0 8 \* \* \*"\)：期望 函数，实际是 "x"$/,
    ],
    [
      'another time zone',
      (s) => s.every?.('0 8 * * *', run, { timeZone: 'x' }),
      /^"tea" 的 every\(.*\)：期望 形如 "Asia\/Shanghai" 的时区，实际是 "x"$/,
    ],
    [
      'two times of one name',
      (s) => {
        for (const cron of ['0 8 * * *', '0 9 * * *']) s.every?.(cron, run, { name: 'x' })
      },
      /^"tea" 注册了两次 every\("0 9 \* \* \*"\)，名字都是 "x"；请换一个名字$/,
    ],
    [
      'no name of a job',
      (s) => s.job?.('', run),
      /^"tea" 的 job ""：期望 它的名字是文本，实际是 ""$/,
    ],
    [
      'no function of a job',
      (s) => s.job?.('brew'),
      /^"tea" 的 job "brew"：期望 函数，实际是 没有写$/,
    ],
    [
      'no time of a job',
      (s) => job(s).at('8:00'),
      /^"tea" 的 job "brew" 的 at\(\)：期望 一个 Date，.*实际是 "8:00"；日历上的时间写成 new Date\(\.\.\.\)$/,
    ],
    [
      'no text as the id of a job',
      (s) => job(s).at(5, undefined, { id: 5 }),
      /^"tea" 的 job "brew" 的 at\(\)：期望 id 是文本，实际是 5$/,
    ],
    [
      'a misspelled key of a plugin',
      () => define({ name: 'x', setpu: run }),
      /^definePlugin：期望 \{ name, core\?, options\?, setup \}，实际是 键 "setpu"；是不是想写 "setup"？$/,
    ],
    [
      'a plugin without a name',
      () => define({ setup: run }),
      /^definePlugin：.*，实际是 没有 name$/,
    ],
    ['no middleware', (s) => s.use?.('x'), /^use：期望 最后一个参数是函数/],
    [
      'another phase',
      (s) => s.use?.(run, { phase: 'x' }),
      /^use：期望 phase 是 .+ 之一，实际是 "x"$/,
    ],
    [
      'two sessions of one name',
      (s) => {
        for (const initial of [run, run]) s.session?.({ name: 'cart', initial })
      },
      /^"tea" 注册了两次 session "cart"；请换一个名字$/,
    ],
  ] as const satisfies readonly (readonly [string, Parameters<typeof saidOf>[0], RegExp])[]) {
    it(`says what was expected and what came of ${what}`, async () => {
      expect(await saidOf(call)).to.match(said)
    })
  }

  it('says who registered too late', async () => {
    let own: ReturnType<typeof loose> = {}
    const plugin: AnyPlugin = {
      name: 'tea',
      setup: (scope) => {
        own = loose(scope)
      },
    }
    const wechat = await simulate(createBot({ token: 'a-token', logger, plugins: [plugin] }))
    await wechat.user('oA').says('hi')
    const errors = [
      () => own.hears?.('tea', run),
      () => own.session?.({ name: 'cart', initial: run }),
      () => own.job?.('tell', run),
    ].map((call) => {
      try {
        call()
      } catch (error) {
        return ofCall((error as Error).message)
      }
      return ''
    })
    await wechat.close()
    expect(errors).to.deep.equal([
      '"tea" 调用 hears() 太晚：机器人已经开始回复，或者已经关闭；请在初始化结束之前注册处理函数',
      '"tea" 注册 session "cart" 太晚：机器人已经开始回复，或者已经关闭；请在初始化时注册一次',
      '"tea" 注册 job "tell" 太晚：机器人已经开始回复，或者已经关闭；请在初始化时注册一次',
    ])
  })

  it('leaves other texts as they are', () => {
    expect(ofCall('no tea')).to.equal('no tea')
    expect(ofCall('session of "tea": name：x; ttlMs：y')).to.equal(
      '"tea" 的 session：name：x；ttlMs：y',
    )
  })
})
