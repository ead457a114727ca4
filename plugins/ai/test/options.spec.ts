import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { createBot, createLogger } from '@wechatbot/core'
import ai from '@wechatbot/plugin-ai'
import { simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

/** Why a bot does not start with these options; empty where it does. */
async function refusal(options: object): Promise<string> {
  const logger = createLogger({ level: 'silent' })
  const bot = createBot({ token: 'a-token', logger, plugins: [[ai, options]] })
  const failure = await bot.ready().then(
    () => '',
    (error: Error) => error.message,
  )
  await bot.close()
  return failure
}

describe('the options of ai', () => {
  const KEYS = ['DEEPSEEK_API_KEY', 'DASHSCOPE_API_KEY', 'OPENAI_API_KEY', 'WECHATBOT_FAKE_AI']
  const kept = KEYS.map((name) => process.env[name])
  beforeEach(() => {
    for (const name of KEYS) delete process.env[name]
  })
  after(() => {
    for (const [i, name] of KEYS.entries()) {
      if (kept[i] === undefined) delete process.env[name]
      else process.env[name] = kept[i]
    }
  })

  it('name the variable of a key that is missing, and where one is made', async () => {
    const failure = await refusal({ model: 'deepseek/deepseek-v4-flash' })
    expect(failure).to.contain('DEEPSEEK_API_KEY').and.contain('https://platform.deepseek.com')
  })

  it('take the key from the variable of the preset', async () => {
    process.env.DASHSCOPE_API_KEY = 'sk-from-the-environment'
    expect(await refusal({ model: 'qwen/qwen-plus' })).to.equal('')
  })

  it('want no key for ollama, nor where an address is given', async () => {
    expect(await refusal({ model: 'ollama/qwen3' })).to.equal('')
    expect(await refusal({ model: 'Qwen/Qwen3-8B', baseURL: 'https://a.example/v1' })).to.equal('')
  })

  it('take a model of the AI SDK', async () => {
    const model = { specificationVersion: 'v3', provider: 'mine', modelId: 'm' }
    expect(await refusal({ model })).to.equal('')
  })

  it('want no key where a fake model is asked for, which says what it is told', async () => {
    const logger = createLogger({ level: 'silent' })
    const says = async (model: string) => {
      const plugins = [ai({ model })]
      const wechat = await simulate(createBot({ token: 'a-token', logger, plugins }))
      await wechat.user('oA').says('你好').shouldReply('你说的是「你好」。')
      await wechat.close()
    }
    await says('fake/model')
    process.env.WECHATBOT_FAKE_AI = '1'
    await says('deepseek/deepseek-v4-flash')
  })

  it('let the fake model stand in for a model of the AI SDK, too', async () => {
    const logger = createLogger({ level: 'silent' })
    const provider = createOpenAICompatible({ name: 'paid', baseURL: 'http://127.0.0.1:1/v1' })
    process.env.WECHATBOT_FAKE_AI = '1'
    const plugins = [ai({ model: provider.chatModel('m') })]
    const wechat = await simulate(createBot({ token: 'a-token', logger, plugins }))
    await wechat.user('oA').says('你好').shouldReply('你说的是「你好」。')
    await wechat.close()
  })

  it('name the presets where the provider is none', async () => {
    expect(await refusal({ model: 'gpt-5' })).to.contain('deepseek, qwen, kimi, openai, ollama')
    expect(await refusal({})).to.contain('deepseek, qwen, kimi, openai, ollama')
  })

  it('take a model or a flow, not both', async () => {
    const flow = async function* () {
      yield '好'
    }
    expect(await refusal({ flow })).to.equal('')
    expect(await refusal({ flow, model: 'ollama/qwen3' })).to.contain('nothing beside "flow"')
  })

  it('want a memory that holds a question and its answer', async () => {
    const failure = await refusal({ model: 'ollama/qwen3', memory: { messages: 1 } })
    expect(failure).to.contain('memory.messages').and.contain('at least 2')
    expect(await refusal({ model: 'ollama/qwen3', memory: { messages: 2 } })).to.equal('')
  })

  it('refuse a blank word, which is in every text', async () => {
    const failure = await refusal({ model: 'fake/model', blocked: [' '], reset: ['\u200b'] })
    expect(failure)
      .to.contain('blocked[0]: expected a word of at least one character, got " "')
      .and.contain('reset[0]: expected a word of at least one character')
  })

  it('are all named where they are wrong', async () => {
    const failure = await refusal({
      model: 'ollama/qwen3',
      memory: { messages: 0 },
      limits: { perUser: { messages: 10, per: 'week' } },
      kinds: ['video'],
      timeoutMs: 'soon',
      temprature: 1,
    })
    expect(failure)
      .to.contain('memory')
      .and.contain('limits.perUser.per')
      .and.contain('kinds[0]')
      .and.contain('timeoutMs')
      .and.contain('temperature')
  })
})
