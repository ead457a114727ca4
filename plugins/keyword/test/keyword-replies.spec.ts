/** What a rule answers with: one of several replies, what a function returns, a text with groups in it. */
import { createLogger, type Handler, text } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { expect } from 'chai'
import * as v from 'valibot'
import { replying } from './replying.ts'

describe('keyword', () => {
  it('chooses one of several replies', () => {
    const chances = [0, 0.5, 0.999]
    const rules = [{ match: '抽签', reply: ['大吉', text('中吉'), '小吉'] }]
    return replying({ rules, random: () => chances.shift() ?? 0 }, async (user) => {
      for (const reply of ['大吉', '中吉', '小吉']) await user.says('抽签').shouldReply(reply)
    })
  })

  it('asks a function, and the next rule when it has nothing to say', () => {
    const rules = [
      {
        match: /^订单 ?(?<no>\d+)$/,
        reply: async (_: unknown, { groups }: RegExpMatchArray) =>
          groups?.no === '1' ? `订单 ${groups.no} 已发货` : undefined,
      },
      {
        match: ['查', '订单'],
        mode: 'prefix' as const,
        reply: (_: unknown, [word]: string[]) => `找到 ${word}`,
      },
    ]
    return replying({ rules }, async (user) => {
      await user.says('订单1').shouldReply('订单 1 已发货')
      await user.says('订单 2').shouldReply('找到 订单')
      await user.says('别的').shouldReply('没有规则')
    })
  })

  it('puts groups of a regular expression into a text, and of nothing else', () => {
    const rules = [
      {
        match: '^我叫(?<name>.+?)(先生)?$',
        mode: 'regex' as const,
        reply: '$<name>你好，$1$2，$3 $5 $$ $<x>',
      },
      { match: '多少钱', reply: '$1' },
    ]
    return replying({ rules }, async (user) => {
      await user.says('我叫小明').shouldReply('小明你好，小明，$3 $5 $$ $<x>')
      await user.says('多少钱').shouldReply('$1')
    })
  })

  it('answers at once, without a promise, where no rule has to be waited for', async () => {
    const handlers: Handler[] = []
    const disposals: (() => Promise<void>)[] = []
    const scope = {
      log: createLogger({ level: 'silent' }),
      onClose: (dispose: () => Promise<void>) => void disposals.push(dispose),
      on: (_: unknown, handler: Handler) => void handlers.push(handler),
    }
    const rules = [
      { match: '^退(货|款)$', mode: 'regex' as const, reply: '$1可退' },
      { match: /有(?!没)/, reply: '有' },
    ]
    keyword.setup(scope as never, v.parse(keyword.options as never, { rules }) as never)
    const ask = (Content: string) =>
      handlers[0]?.({ message: { kind: 'text', Content }, from: 'oA' } as never)
    expect(ask('退款')).to.deep.equal({ type: 'text', content: '款可退' })
    const waited = ask('有')
    expect(waited).to.be.a('promise')
    expect(await waited).to.deep.equal({ type: 'text', content: '有' })
    await Promise.all(disposals.map((dispose) => dispose()))
  })
})
