/** What the provider gets of what was said before. */
import { createMemoryStore } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { tool } from 'ai'
import { expect } from 'chai'
import { z } from 'zod'
import { remembered } from '#src/memory.js'
import { type Talk, talksOfSuite } from './talk.js'

const weather = tool({
  description: '天气',
  inputSchema: z.object({ city: z.string() }),
  execute: async ({ city }) => `${city}：晴`,
})

describe('the memory of ai', () => {
  const start = talksOfSuite()
  const sent = (it: Talk) => it.provider.requests.at(-1)?.body.messages ?? []

  it('tells the model what was said, a user at a time', async () => {
    const it = await start({ system: '店员' })
    it.provider.answers('有龙井。')
    await it.says('有什么茶')
    await it.says('多少钱')
    expect(sent(it).map(({ role, content }) => [role, content])).to.deep.equal([
      ['system', '店员'],
      ['user', '有什么茶'],
      ['assistant', '有龙井。'],
      ['user', '多少钱'],
    ])
    await it.says('你好', 'oB')
    expect(sent(it).map(({ role }) => role)).to.deep.equal(['system', 'user'])
  })

  it('brings reasoning back with what was said, also through a tool and in the next turn', async () => {
    const it = await start({ tools: { weather } }, { fake: { wantsReasoning: true } })
    it.provider.answers(
      [{ reasoning: '要查天气' }, '我查一下。', { tool: 'weather', arguments: '{"city":"杭州"}' }],
      [{ reasoning: '查到了' }, '杭州晴。'],
      '不用。',
    )
    expect(await it.says('杭州天气')).to.equal('杭州晴。')
    expect(await it.says('要带伞吗')).to.equal('不用。')
    expect(sent(it).map(({ role }) => role)).to.deep.equal([
      ...['user', 'assistant', 'tool', 'assistant', 'user'],
    ])
    expect(sent(it)[1]).to.include({ reasoning_content: '要查天气' })
  })

  it('knows nothing of an answer that moderate did not let out, nor of one of white space', async () => {
    const it = await start({
      moderate: (text, way) => {
        if (way === 'out' && text.includes('秘密')) throw new Error('moderation is away')
        return true
      },
    })
    it.provider.answers('秘密', '第一句。秘密', ' \n ')
    expect(await it.says('一')).to.match(/答不上来/)
    expect(await it.says('二')).to.equal('第一句。…')
    expect(await it.says('三')).to.match(/答不上来/)
    await it.says('四')
    expect(sent(it).map(({ content }) => content)).to.deep.equal(['四'])
  })

  it('is forgotten by a word, after its time, and with memory: false', async () => {
    const it = await start()
    await it.says('一')
    expect(await it.says('新话题。')).to.match(/重新开始/)
    await it.says('二')
    expect(sent(it)).to.have.length(1)
    await it.clock.advance(7_200_000)
    await it.says('三')
    expect(sent(it)).to.have.length(1)
    await it.close()
    const without = await start({ memory: false })
    await without.says('一')
    await without.says('二')
    expect(sent(without)).to.have.length(1)
  })

  it('outlives the bot in its Store', async () => {
    const clock = createManualClock()
    const store = createMemoryStore({ clock })
    const first = await start({}, { clock, bot: { store } })
    await first.says('一')
    await first.close()
    const second = await start({}, { clock, bot: { store } })
    await second.says('二')
    expect(sent(second).map(({ content }) => content)).to.deep.equal([
      ...['一', '你说的是「一」。', '二'],
    ])
  })

  it('keeps whole turns, the last ones, and the system text', async () => {
    const it = await start({ system: '店员', memory: { messages: 4 } })
    for (const text of ['一', '二', '三', '四']) await it.says(text)
    expect(sent(it).map(({ content }) => content)).to.deep.equal([
      ...['店员', '二', '你说的是「二」。', '三', '你说的是「三」。', '四'],
    ])
  })

  it('keeps no more bytes than a session takes, and no half turn', () => {
    const long = '茶'.repeat(6000)
    let memory = remembered({ turns: [] }, [{ role: 'user', content: long }], 100)
    for (let i = 0; i < 5; i += 1) {
      const said = [
        { role: 'user', content: `${i}` },
        { role: 'assistant', content: long },
      ] as const
      memory = remembered(memory, said, 100)
    }
    expect(Buffer.byteLength(JSON.stringify(memory))).to.be.below(64 * 1024)
    expect(memory.turns.map(([first]) => first?.content)).to.deep.equal(['3', '4'])
  })

  it('keeps what was said before a turn that is too long by itself', () => {
    const turnOf = (text: string, content: string) =>
      [
        { role: 'user', content: text },
        { role: 'assistant', content },
      ] as const
    const before = remembered({ turns: [] }, turnOf('一', '好'), 20)
    expect(before.turns).to.have.length(1)
    expect(remembered(before, turnOf('二', '茶'.repeat(20_000)), 20)).to.deep.equal(before)
  })

  it('keeps a picture as a word', () => {
    const content = [
      { type: 'text', text: '看' } as const,
      { type: 'image', image: new Uint8Array(9) } as const,
    ]
    const { turns } = remembered({ turns: [] }, [{ role: 'user', content }], 20)
    expect(turns).to.deep.equal([[{ role: 'user', content: '看\n[图片]' }]])
  })

  it('loses nothing of two messages at once', async () => {
    const it = await start()
    await Promise.all([it.says('一'), it.says('二')])
    await it.says('三')
    expect(sent(it)).to.have.length(5)
  })

  it('is done without while the Store is away', async () => {
    const clock = createManualClock()
    const whole = createMemoryStore({ clock })
    const away = async () => {
      throw new Error('away')
    }
    const store = { ...whole, values: { ...whole.values, entry: away, replace: away } }
    const it = await start({}, { clock, bot: { store } })
    expect(await it.says('一')).to.equal('你说的是「一」。')
    expect(it.log.map(({ msg }) => msg)).to.include('answered without memory')
    // Nobody is told of what did not happen.
    expect(await it.says('新话题')).to.match(/答不上来/)
  })
})
