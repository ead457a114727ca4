/**
 * S33 models and tools: what a user writes never becomes part of the system text, keys are in no log, output is
 * moderated as well as input, and what a model is made to write stops no bot.
 */

import { type BotOptions, createBot, createLogger } from '@wechatbot/core'
import ai from '@wechatbot/plugin-ai'
import { createFakeAi, type FakeAi } from '@wechatbot/plugin-ai/fake'
import { type Simulation, simulate } from '@wechatbot/simulator'
import { tool } from 'ai'
import { expect } from 'chai'
import { z } from 'zod'
import { INJECTIONS } from '#ai-test/injections.js'

const KEY = 'sk-canary-4f1c9d27ab'
const SYSTEM = '你是茶店的店员。'

describe('S33 models and tools', () => {
  let provider: FakeAi
  let wechat: Simulation
  let log = ''
  const start = async (options: object, bot: Partial<BotOptions> = {}) => {
    provider = await createFakeAi()
    log = ''
    const destination = {
      write: (line: string) => {
        log += line
      },
    }
    const logger = createLogger({ level: 'trace', destination })
    const model = { model: 'deepseek/deepseek-v4-flash', baseURL: provider.url }
    const given = { ...model, typing: false, system: SYSTEM, ...options }
    wechat = await simulate(createBot({ token: 'a-token', logger, plugins: [ai(given)], ...bot }))
  }
  const says = async (text: string) => {
    const seen = await wechat.user('oA').says(text)
    return seen.type === 'reply' ? String(seen.reply.Content) : ''
  }
  beforeEach(() => {
    process.env.DEEPSEEK_API_KEY = KEY
  })
  afterEach(async () => {
    delete process.env.DEEPSEEK_API_KEY
    await wechat.close()
    await provider.close()
  })

  it('keep the words of users out of the system text: said, remembered, and come back by a tool', async () => {
    const echo = tool({
      inputSchema: z.object({ text: z.string() }),
      execute: async ({ text }) => text,
    })
    await start({ tools: { echo } })
    for (const text of INJECTIONS) {
      provider.answers([{ tool: 'echo', arguments: JSON.stringify({ text }) }], text)
      await says(text)
    }
    for (const { body } of provider.requests) {
      const [first, ...rest] = body.messages
      expect(first).to.deep.equal({ role: 'system', content: SYSTEM })
      expect(rest.map(({ role }) => role)).not.to.include('system')
    }
    const last = provider.requests.at(-1)?.body.messages ?? []
    expect(last.filter(({ role }) => role === 'user').at(-1)?.content).to.equal(INJECTIONS.at(-1))
  })

  it('log no key, whatever the provider repeats of it', async () => {
    await start({})
    const repeated = [KEY, `Bearer ${KEY}`, encodeURIComponent(KEY)]
    for (const status of [400, 401, 402, 403, 404, 429, 500]) {
      for (const text of repeated) {
        provider.answers({ status, body: { error: { message: `key ${text} at ${status}` } } })
        await says('你好')
      }
    }
    provider.answers(['一', { error: { message: `key ${KEY}` } }])
    await says('你好')
    provider.answers(['一', { bytes: `data: {"${KEY}\n\n` }])
    await says('你好')
    expect(provider.requests[0]?.headers.authorization).to.equal(`Bearer ${KEY}`)
    expect(log).to.contain('no whole answer').and.not.contain(KEY)
  })

  it('let out no blocked word, in whatever pieces it comes', async () => {
    await start({ blocked: ['机密', 'Secret'] })
    for (const word of ['机密', 'SECRET', '机**密**']) {
      provider.answers([...`这是${word}。`])
      expect(await says('你好')).to.match(/^这是＊+。$/)
    }
  })

  it('ask moderate of each piece, also of one that a provider cut off', async () => {
    await start({ moderate: (text: string, way: string) => (way === 'in' ? true : `[${text}]`) })
    provider.answers(['龙井。机', '密', { waitMs: 100 }, { end: 'cut' }])
    expect(await says('你好')).to.match(/^\[龙井。\](\[机密\])?…$/)
  })

  it('stand what a model is made to write: each answer within seconds', async function () {
    this.timeout(60_000)
    await start({})
    for (const mark of ['*a。', '> ', '- ', '1. ', '[', '![', '`a', '<', '|a\n|-\n', '**a ']) {
      const text = mark.repeat(20_000 / mark.length)
      provider.answers([text, '好。'])
      const begun = performance.now()
      await says('你好')
      expect(performance.now() - begun, mark).to.be.below(5000)
    }
  })
})
