/** The server side of the page, in process: whom it answers, and what it makes of the records of bots. */
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  BASE,
  createPlayground,
  type LoadedBot,
  type Playground,
  type Snapshot,
  type UserQuestion,
} from '@wechatbot/playground'
import { expect } from 'chai'

const BOT: LoadedBot = {
  name: 'main',
  accountName: 'tea',
  path: '/wechat',
  settings: { mode: 'plain', accountType: 'subscription' },
  token: 'a-token',
  plugins: [],
}
const DATA = { sessions: [], jobs: [], waiting: 2 }

describe('the server of the playground', () => {
  let playground: Playground
  let server: Server
  let questions: UserQuestion[]

  const start = async (isReal = false) => {
    questions = []
    playground = createPlayground({
      origin: 'http://127.0.0.1:1',
      isReal,
      onSettings: () => {},
      askAbout: async (question) => {
        questions.push(question)
        return DATA
      },
    })
    server = createServer(playground.handle)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await playground.accounts([BOT])
    playground.state({ type: 'ready' })
  }
  const post = (name: string, body: object, headers: Readonly<Record<string, string>> = {}) =>
    new Promise<{ status: number; body: unknown }>((resolve, reject) => {
      const { port } = server.address() as AddressInfo
      const sent = request(
        {
          ...{ host: '127.0.0.1', port, path: `${BASE}${name}`, method: 'POST' },
          headers: { 'content-type': 'application/json', ...headers },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => {
            text += part
          })
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }),
          )
        },
      )
      sent.once('error', reject).end(JSON.stringify(body))
    })
  /** What a page gets that opens now. */
  const snapshot = () =>
    new Promise<Snapshot>((resolve, reject) => {
      const { port } = server.address() as AddressInfo
      const sent = request({ host: '127.0.0.1', port, path: `${BASE}events` }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (part: string) => {
          text += part
          const [, data] = /data: (.*)\n\n/.exec(text) ?? []
          if (data === undefined) return
          response.destroy()
          resolve((JSON.parse(data) as { snapshot: Snapshot }).snapshot)
        })
      })
      sent.once('error', reject).end()
    })

  beforeEach(() => start())
  afterEach(async () => {
    await playground.close()
    server.close()
    server.closeAllConnections()
  })

  const about = { bot: 'main', openid: 'oA' }

  it('asks the bots about a user, and forgets one where that is wanted', async () => {
    expect(await post('user', about)).to.deep.equal({ status: 200, body: DATA })
    await post('user', { ...about, isForgetting: true })
    expect(questions).to.deep.equal([
      { ...about, isForgetting: false },
      { ...about, isForgetting: true },
    ])
  })

  it('asks nothing for another page, another host, or a question that is none', async () => {
    const refused = await Promise.all([
      post('user', about, { origin: 'https://evil.example' }),
      post('user', about, { host: 'evil.example' }),
      post('user', about, { 'content-type': 'text/plain' }),
      post('user', { ...about, bot: 'other' }),
      post('user', { ...about, openid: '../oA' }),
      post('user', { ...about, isForgetting: 'yes' }),
    ])
    expect(refused.map(({ status }) => status)).to.deep.equal([403, 403, 415, 400, 400, 400])
    expect(questions).to.deep.equal([])
  })

  it('forgets nobody where the users are real', async () => {
    await playground.close()
    server.close()
    await start(true)
    expect((await post('user', about)).status).to.equal(200)
    expect((await post('user', { ...about, isForgetting: true })).status).to.equal(400)
    expect(questions.map(({ isForgetting }) => isForgetting)).to.deep.equal([false])
  })

  describe('with a message of another program', () => {
    const subject = { bot: 'main', key: 'k1', kind: 'text', attempt: 1 } as const
    const xml =
      '<xml><ToUserName>gh</ToUserName><FromUserName>oA</FromUserName><MsgId>1</MsgId></xml>'
    const exchange = async () => (await snapshot()).exchanges.at(-1)
    const asked = (filter: string) =>
      playground.observe({ type: 'asked', ...subject, plugin: 'tea', filter })

    beforeEach(() => playground.observe({ type: 'attempt', ...subject, xml }))

    it('keeps the handler that runs now apart from those that have ended', async () => {
      const ended = {
        type: 'handler',
        ...subject,
        plugin: 'tea',
        ms: 2,
        outcome: 'passed',
      } as const
      asked('text')
      playground.observe({ ...ended, filter: 'text' })
      asked('*')
      expect(
        (await exchange())?.asked.map(({ filter, outcome }) => [filter, outcome]),
      ).to.deep.equal([
        ['text', 'passed'],
        ['*', undefined],
      ])
    })

    it('leaves out the handlers of a process that has vanished', async () => {
      asked('text')
      playground.observe({ type: 'claimed', ...subject, attempt: 2, state: 'taken-over' })
      asked('*')
      expect((await exchange())?.asked.map(({ filter }) => filter)).to.deep.equal(['*'])
    })

    it('notes that it waits for the message before, until its handlers are asked', async () => {
      playground.observe({ type: 'queued', ...subject })
      expect((await exchange())?.isQueued).to.equal(true)
      asked('text')
      expect((await exchange())?.isQueued).to.equal(false)
    })

    it('joins the pieces of a growing reply, 16 kB of it at the most, and its parts', async () => {
      const grown = (text: string, isOver = false) =>
        playground.observe({ type: 'grown', ...subject, text, isOver })
      grown('第一句。')
      grown('第二')
      playground.observe({
        type: 'went-out',
        bot: 'main',
        key: 'k1',
        by: 'passive',
        text: '第一句。',
      })
      const { written, parts } = (await exchange()) ?? {}
      expect(written).to.deep.equal({ text: '第一句。第二', isOver: false })
      expect(parts?.map(({ by, length }) => [by, length])).to.deep.equal([['passive', 4]])
      grown('句'.repeat(20_000), true)
      expect((await exchange())?.written?.text.length).to.equal(16_384)
      expect((await exchange())?.written?.isOver).to.equal(true)
    })
  })
})
