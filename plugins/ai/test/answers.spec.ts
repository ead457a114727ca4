/** A bot that talks, over a provider's real sockets: what the user reads, what the provider gets. */
import { createMemoryStore } from '@wechatbot/core'
import type { FlowContext } from '@wechatbot/plugin-ai'
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { talksOfSuite } from './talk.js'

describe('ai', () => {
  const start = talksOfSuite()

  it('answers with what the model writes, and sends the key, the model and the system text', async () => {
    const { says, provider } = await start({ system: '你是茶店的店员' })
    provider.answers(['我们有', '龙井。'])
    expect(await says('有什么茶')).to.equal('我们有龙井。')
    const [{ headers, body } = { headers: {}, body: undefined }] = provider.requests
    expect(headers.authorization).to.equal('Bearer sk-0123456789abcdef')
    expect(body).to.deep.include({ model: 'deepseek-v4-flash', stream: true })
    expect(body?.messages).to.deep.equal([
      { role: 'system', content: '你是茶店的店员' },
      { role: 'user', content: '有什么茶' },
    ])
  })

  it('asks a system function for each message', async () => {
    const { says, provider } = await start({ system: (ctx) => `用户 ${ctx.from}` })
    await says('你好', 'oB')
    expect(provider.requests[0]?.body.messages[0]).to.deep.equal({
      role: 'system',
      content: '用户 oB',
    })
  })

  it('is read at the deadline as far as it is written, and goes on with 继续', async () => {
    const { says, provider, clock } = await start({}, { bot: { late: ['mailbox'] } })
    const sentences = Array.from({ length: 30 }, (_, i) => `第${i + 1}句，说的是茶。`)
    provider.answers(sentences.flatMap((sentence) => [{ waitMs: 400 }, sentence]))
    const texts = [await says('讲讲茶')]
    expect(texts[0]).to.match(/^第1句，说的是茶。.*「继续」/s)
    while (texts.at(-1)?.includes('「继续」')) {
      await clock.advance(5000)
      texts.push(await says('继续'))
    }
    const read = texts.map((text) => text.replace(/\n（[^）]*「继续」[^）]*）$/, '')).join('')
    expect(read).to.equal(sentences.join(''))
  })

  it('shows no reasoning: neither its field, nor <think> over several pieces', async () => {
    const { says, provider } = await start()
    provider.answers(
      [{ reasoning: '他问的是茶' }, '龙井。'],
      ['<th', 'ink>他问', '的是茶</thi', 'nk>\n\n普洱。'],
    )
    expect(await says('第一问')).to.equal('龙井。')
    expect(await says('第二问')).to.equal('普洱。')
  })

  it('shows nothing before a </think> that has no beginning, of a model that thinks', async () => {
    const { says, provider } = await start({ model: 'deepseek/deepseek-r1' })
    provider.answers(['他问的', '是茶</th', 'ink>', '\n龙井。'], ['没有想就说了。'])
    expect(await says('第一问')).to.equal('龙井。')
    expect(await says('第二问')).to.equal('没有想就说了。')
  })

  it('learns that a model thinks without saying where it begins', async () => {
    const { says, provider } = await start()
    const answer = ['他问的是茶', '</think>龙井。']
    provider.answers(answer, answer)
    expect(await says('第一问')).to.equal('龙井。')
    expect(await says('第二问')).to.equal('龙井。')
  })

  it('shows no reasoning of a server that no preset has, where the answer comes in time', async () => {
    const { says, provider } = await start({ model: 'MiniMax-M2' })
    const answer = ['他问的是', { waitMs: 3000 }, '茶。</th', 'ink>龙井。']
    provider.answers(answer, answer)
    expect(await says('第一问')).to.equal('龙井。')
    expect(await says('第二问')).to.equal('龙井。')
  })

  it('shows what such a server has written at the deadline', async () => {
    const { says, provider } = await start({ model: 'glm' }, { bot: { late: ['mailbox'] } })
    provider.answers(['龙井。', { waitMs: 6000 }, '普洱。'])
    expect(await says('第一问')).to.match(/^龙井。\n.*继续/)
  })

  it('shows it where the budget of hold is spent, too', async () => {
    const { says, provider } = await start({ model: 'glm' }, { bot: { late: ['hold', 'mailbox'] } })
    const long = ['龙井。', { waitMs: 20_000 }, '普洱。']
    const texts: string[] = []
    provider.answers(...Array.from({ length: 12 }, () => long))
    for (let i = 0; i < 12; i += 1) texts.push(await says('问', `o${i}`))
    for (const text of texts) expect(text).to.match(/^龙井。\n.*继续/)
  })

  it('writes Markdown as WeChat shows it', async () => {
    const { says, provider } = await start()
    provider.answers(['# 茶', '单\n\n- **龙', '井**\n- 普洱\n\n见[菜单](https://a.example/m)'])
    expect(await says('菜单')).to.equal(
      '【茶单】\n\n• 龙井\n• 普洱\n\n见<a href="https://a.example/m">菜单</a>',
    )
  })

  it('leaves the text alone with format: false', async () => {
    const { says, provider } = await start({ format: false })
    provider.answers('# **茶**')
    expect(await says('菜单')).to.equal('# **茶**')
  })

  it('passes the options of a call on', async () => {
    const { says, provider } = await start({ maxOutputTokens: 100, temperature: 0.2 })
    provider.answers(['说到一半', { end: 'length' }])
    expect(await says('讲')).to.equal('说到一半…')
    expect(provider.requests[0]?.body).to.deep.include({ max_tokens: 100, temperature: 0.2 })
  })

  it('hears only what begins with its trigger', async () => {
    const { says, provider } = await start({ trigger: '小茶' })
    expect(await says('你好')).to.equal('')
    expect(await says('小茶 你好')).to.equal('你说的是「你好」。')
    expect(provider.requests).to.have.length(1)
  })

  it('hears a voice message by what WeChat understood, and else asks to type', async () => {
    const { wechat } = await start()
    const user = wechat.user('oA')
    await user.sends('voice', { Recognition: '你好' }).shouldReply('你说的是「你好」。')
    await user.sends('voice', { Recognition: '' }).shouldReply(/打字/)
  })

  it('says that it sees no pictures, no stickers and no voice where it is so', async () => {
    const { wechat, provider } = await start({ voice: false })
    const user = wechat.user('oA')
    await user.sends('image', {}).shouldReply(/看不了图片/)
    await user.sends('voice', { Recognition: '你好' }).shouldReply(/听不了语音/)
    await user.says('【收到不支持的消息类型，暂无法显示】').shouldReply(/看不到/)
    expect(provider.requests).to.have.length(0)
  })

  it('answers only the kinds it is told', async () => {
    const { wechat } = await start({ kinds: ['text', 'location'] })
    await wechat.user('oA').sends('image', {}).shouldNotReply()
    await wechat.user('oA').sends('location', { Label: '西湖' }).shouldReply(/西湖/)
  })

  it('answers by a flow, one conversation a user until it begins anew', async () => {
    const seen: string[] = []
    const flow = async function* (input: string, at: { conversation: string; isNew: boolean }) {
      seen.push(at.conversation)
      yield `${at.isNew ? '新' : '旧'}：${input}`
    }
    const { says, clock } = await start({ flow })
    expect(await says('一')).to.equal('新：一')
    expect(await says('二')).to.equal('旧：二')
    expect(seen[0]).to.equal(seen[1])
    await says('新话题')
    expect(await says('三')).to.equal('新：三')
    await clock.advance(7_200_000)
    expect(await says('四')).to.equal('新：四')
    expect(new Set(seen).size).to.equal(3)
  })

  it('goes on with the conversation that a flow has named', async () => {
    const seen: string[] = []
    const { says } = await start({
      flow: async function* (_input, { conversation, isNew, rename }) {
        seen.push(conversation)
        if (isNew) await rename('from-dify')
        yield '好'
      },
    })
    await says('一')
    await says('二')
    expect(seen[1]).to.equal('from-dify')
  })

  it('begins a conversation again where its flow has failed before it said anything', async () => {
    const seen: boolean[] = []
    const { says } = await start({
      flow: async function* (input, { isNew }) {
        seen.push(isNew)
        if (input === '一') throw new Error('Dify answered 503')
        yield '好'
      },
    })
    for (const text of ['一', '二', '三']) await says(text)
    expect(seen).to.deep.equal([true, true, false])
  })

  it('keeps a conversation whose flow has ended without a word', async () => {
    const seen: boolean[] = []
    const { says } = await start({
      flow: async function* (input, { isNew }) {
        seen.push(isNew)
        if (input !== '一') yield '好'
      },
    })
    for (const text of ['一', '二']) await says(text)
    expect(seen).to.deep.equal([true, false])
  })

  it('answers by a flow that names its conversation while the Store is away', async () => {
    const clock = createManualClock()
    const whole = createMemoryStore({ clock })
    const away = async () => {
      throw new Error('away')
    }
    const store = { ...whole, values: { ...whole.values, entry: away, replace: away } }
    const flow = async function* (_input: string, { rename }: FlowContext) {
      await rename('from-dify')
      yield '好'
    }
    const { says, log } = await start({ flow }, { clock, bot: { store } })
    expect(await says('一')).to.equal('好')
    expect(log.map(({ msg }) => msg)).to.include('the conversation is not kept')
  })
})
