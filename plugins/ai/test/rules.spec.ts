/** What may be asked and said, how often, and by which tools. */
import { createMemoryStore } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { tool } from 'ai'
import { expect } from 'chai'
import { z } from 'zod'
import { INJECTIONS } from './injections.js'
import { talksOfSuite } from './talk.js'

const LIMITED = '消息有点多，请过一会儿再来。'

describe('ai keeps to its rules:', () => {
  const start = talksOfSuite()

  it('messages a user, over two instances, until the period ends', async () => {
    const clock = createManualClock(Date.parse('2026-11-27T10:00:00+08:00'))
    const store = createMemoryStore({ clock })
    const limits = { perUser: { messages: 2, per: 'day' }, except: ['oBoss'] } as const
    const [a, b] = [
      await start({ limits: { ...limits, except: ['oBoss'] } }, { clock, bot: { store } }),
      await start({ limits: { ...limits, except: ['oBoss'] } }, { clock, bot: { store } }),
    ]
    await a.says('一')
    await b.says('二')
    expect(await a.says('三')).to.equal(LIMITED)
    expect(await b.says('三')).to.equal(LIMITED)
    expect(await a.says('三', 'oB')).to.equal('你说的是「三」。')
    for (let i = 0; i < 3; i += 1) expect(await a.says('三', 'oBoss')).to.contain('三')
    await clock.advance(14 * 3_600_000)
    expect(await a.says('三')).to.equal('你说的是「三」。')
  })

  it('tokens of all users', async () => {
    const it = await start({ limits: { total: { tokens: 30, per: 'hour' } }, limited: '满了' })
    await it.says('一')
    await it.says('二', 'oB')
    expect(await it.says('三', 'oC')).to.equal('满了')
    await it.clock.advance(3_600_000)
    expect(await it.says('三', 'oC')).to.equal('你说的是「三」。')
  })

  it('tokens of a whole answer that moderate holds back', async () => {
    const it = await start({
      ...{ limits: { total: { tokens: 15, per: 'hour' } }, limited: '满了' },
      moderate: (_text, way) => {
        if (way === 'out') throw new Error('the service of moderation is away')
        return true
      },
    })
    it.provider.answers('好')
    expect(await it.says('一')).to.match(/答不上来/)
    expect(await it.says('二')).to.equal('满了')
  })

  it('blocked words of users reach no model, and those of the model no user', async () => {
    const it = await start({ blocked: ['白酒', 'Gin'] })
    expect(await it.says('有白 酒吗')).to.contain('白 酒')
    expect(await it.says('有ＧＩＮ吗')).to.match(/不能聊/)
    expect(it.provider.requests).to.have.length(1)
    it.provider.answers(['我们有白', '酒和 g', 'in。'])
    expect(await it.says('有什么')).to.equal('我们有＊＊和 ＊＊＊。')
  })

  it('blocked words of the model in any writing, and no other text changes', async () => {
    const it = await start({ blocked: ['白酒', 'Gin'] })
    it.provider.answers(['①ＧＩ', 'Ｎ！', 'g\u200b', 'in，白\u200b', '\u200b酒 ', ' g', ' in'])
    expect(await it.says('有什么')).to.equal('①＊＊＊！＊＊＊，＊＊  g in')
  })

  it('blocked words whose last mark comes late, and those inside one character', async () => {
    const it = await start({ blocked: ['café', 'i'], format: false })
    it.provider.answers(['有cafe', '\u0301和㏌。'])
    expect(await it.says('有什么')).to.equal('有＊＊＊＊和＊。')
  })

  it('moderate is asked of what users write, and of each sentence that goes out', async () => {
    const asked: string[] = []
    const it = await start({
      moderate: async (text, way) => {
        asked.push(`${way}:${text}`)
        if (text.includes('骂')) return '请文明用语。'
        return text.includes('秘密') ? '（略）' : true
      },
    })
    expect(await it.says('我要骂人')).to.equal('请文明用语。')
    it.provider.answers(['龙井。这是', '秘密。再见'])
    expect(await it.says('你好')).to.equal('龙井。（略）再见')
    expect(asked).to.deep.equal([
      ...['in:我要骂人', 'in:你好', 'out:龙井。', 'out:这是秘密。', 'out:再见'],
    ])
  })

  for (const failing of ['in', 'out']) {
    it(`nothing passes where moderate fails: ${failing}`, async () => {
      const it = await start({
        moderate: (_text, way) => {
          if (way === failing) throw new Error('the service of moderation is away')
          return true
        },
      })
      expect(await it.says('你好')).to.match(/答不上来/)
      expect(it.provider.requests).to.have.length(failing === 'in' ? 0 : 1)
      expect(JSON.stringify(it.log)).to.contain('the service of moderation is away')
    })
  }

  it('tools are called, and only the last text is read', async () => {
    const cities: string[] = []
    const weather = tool({
      inputSchema: z.object({ city: z.string() }),
      execute: async ({ city }) => {
        cities.push(city)
        return '晴'
      },
    })
    const it = await start({ tools: { weather } })
    it.provider.answers(
      ['我查一下。', { tool: 'weather', arguments: '{"city":"杭州"}' }],
      [{ tool: 'weather', arguments: '{"city":' }],
      ['两地都晴。'],
    )
    expect(await it.says('天气')).to.equal('两地都晴。')
    expect(cities).to.deep.equal(['杭州'])
  })

  it('tools that fail are in the log, and the model goes on', async () => {
    const weather = tool({
      inputSchema: z.object({ city: z.string() }),
      execute: async (): Promise<string> => {
        throw new Error('the service of weather is away')
      },
    })
    const it = await start({ tools: { weather } })
    it.provider.answers(
      [{ tool: 'weather', arguments: '{"city":"杭州"}' }],
      [{ tool: 'weather', arguments: `{"town":"${'杭'.repeat(999)}"}` }],
      [{ tool: 'whether', arguments: '{}' }],
      ['我不知道。'],
    )
    expect(await it.says('天气')).to.equal('我不知道。')
    const lines = it.log.filter(({ msg }) => msg === 'tool failed')
    expect(lines.map((line) => line.tool)).to.deep.equal(['weather', 'weather', 'whether'])
    const [thrown, wrong, unknown] = lines.map(({ err }) => err)
    expect(thrown).to.include({ message: 'the service of weather is away' })
    expect(wrong)
      .to.match(/^Invalid input for tool weather/)
      .and.have.length.below(300)
    expect(unknown).to.match(/whether/)
  })

  it('tools are called maxSteps times', async () => {
    let calls = 0
    const again = tool({ inputSchema: z.object({}), execute: async () => (calls += 1) })
    const it = await start({ tools: { again }, maxSteps: 3 })
    it.provider.answers(...Array.from({ length: 9 }, () => [{ tool: 'again', arguments: '{}' }]))
    expect(await it.says('天气')).to.match(/答不上来/)
    expect(calls).to.equal(3)
  })

  it('a tool that hangs costs its own message only', async () => {
    const hang = tool({ inputSchema: z.object({}), execute: () => new Promise<string>(() => {}) })
    const it = await start({ tools: { hang }, timeoutMs: 8000 })
    it.provider.answers([{ tool: 'hang', arguments: '{}' }])
    expect(await it.says('天气')).to.match(/答不上来/)
    expect(await it.says('你好')).to.equal('你说的是「你好」。')
    const failed = it.log.filter(({ msg }) => msg === 'tool failed')
    expect(failed).to.have.length(1)
    expect(failed[0]).to.deep.include({ tool: 'hang' })
    expect(failed[0]?.err).to.include({ message: 'it did not end in time' })
  })

  it('what a user writes is never part of the system text', async () => {
    const it = await start({ system: '你是店员。' })
    for (const attack of INJECTIONS) {
      it.provider.answers(attack)
      await it.says(attack)
    }
    for (const { body } of it.provider.requests) {
      const systems = body.messages.filter(({ role }) => role === 'system')
      expect(systems).to.deep.equal([{ role: 'system', content: '你是店员。' }])
      expect(body.messages[0]?.role).to.equal('system')
      expect(new Set(body.messages.map(({ role }) => role))).to.deep.equal(
        new Set(['system', 'user', ...(body.messages.length > 2 ? ['assistant'] : [])]),
      )
    }
    const said = it.provider.requests.map(({ body }) => body.messages.at(-1)?.content)
    expect(said).to.deep.equal(INJECTIONS)
  })
})
