/** Attempts that nobody waits for any more at their deadline: what was promised there would be read twice, or never. */
import { once } from 'node:events'
import { connect } from 'node:net'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createApp } from '#src/app.js'
import { type Bot, createBot } from '#src/bot.js'
import { createServer } from '#src/http/server.js'
import { handle } from '#src/pipeline/handle.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { type Connection, isAbandoned } from '#src/turn/push.js'
import { createSpecClock, pushOf, signedQuery, TOKEN, textXml } from '../fixtures.ts'
import { closeServers, listen, withQuery } from '../http-client.ts'
import { attemptAt, createParts } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

const HUNG_UP: Connection = { destroyed: false, readableEnded: true }
const OPEN: Connection = { destroyed: false, readableEnded: false }
const PATIENCE = { type: 'text', content: '还在想，回复「继续」查看' }
const REPLY = { type: 'text', content: '晴' }

describe('an attempt that nobody waits for at its deadline', () => {
  let clock: ManualClock
  let store: Store
  const log = recordingLogger()

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    log.lines.length = 0
  })

  /** A bot whose answer takes eight seconds. */
  const newParts = () => {
    const parts = createParts({ clock, log, store, late: ['mailbox'] })
    parts.on('text', ({ message }) =>
      message.Content === '天气'
        ? new Promise<string>((resolve) => clock.setTimeout(() => resolve('晴'), 8000))
        : '新',
    )
    return parts
  }
  /** The strategy and the response of the deadlines that have passed. */
  const unanswered = () =>
    linesWith(log, 'deadline passed').map(({ fields }) => [fields.strategy, fields.response])
  const ask = (parts: ReturnType<typeof newParts>, connection: Connection, xml: string) =>
    attemptAt(parts, xml, { connection }).then((attempt) => handle(attempt, parts))

  it('is not answered: its retry is, and nothing is given twice', async () => {
    const parts = newParts()
    const first = ask(parts, HUNG_UP, textXml({ Content: '天气' }))
    await clock.advance(4500)
    expect(await first).to.equal('unanswered')
    expect(unanswered()).to.deep.equal([['hung-up', 'unanswered']])
    const second = ask(parts, OPEN, textXml({ Content: '天气' }))
    await clock.advance(3500)
    expect(await second).to.deep.equal(REPLY)
    const next = textXml({ Content: '你好', MsgId: '2' })
    expect(await ask(parts, OPEN, next)).to.deep.equal({ type: 'text', content: '新' })
  })

  it('has its reply kept if WeChat asks no more', async () => {
    const parts = newParts()
    const all = [1, 2, 3].map(() => ask(parts, HUNG_UP, textXml({ Content: '天气' })))
    await clock.advance(4500)
    expect(await Promise.all(all)).to.deep.equal(['unanswered', 'unanswered', PATIENCE])
    await clock.advance(5500)
    const asking = textXml({ Content: '继续', MsgId: '2' })
    expect(await ask(parts, OPEN, asking)).to.deep.equal(REPLY)
  })

  it('is known by its socket, and by its time', () => {
    const now = clock.monotonic()
    const came = (ago: number, connection?: Connection) =>
      pushOf(textXml(), { receivedAt: { now: clock.now(), monotonic: now - ago }, connection })
    expect(isAbandoned(came(4500), clock)).to.equal(false)
    expect(isAbandoned(came(4500, OPEN), clock)).to.equal(false)
    expect(isAbandoned(came(4500, HUNG_UP), clock)).to.equal(true)
    expect(isAbandoned(came(4500, { ...OPEN, destroyed: true }), clock)).to.equal(true)
    expect(isAbandoned(came(5999, OPEN), clock)).to.equal(false)
    expect(isAbandoned(came(6000, OPEN), clock)).to.equal(true)
  })

  describe('over HTTP', () => {
    afterEach(closeServers)

    it('is one whose peer has ended its side, as WeChat and nginx do', async () => {
      const bot: Bot = createBot({ token: TOKEN, clock, logger: log, store, late: ['mailbox'] })
      let begin = () => {}
      const hasBegun = new Promise<void>((resolve) => (begin = resolve))
      bot.on('text', () => {
        begin()
        return new Promise<string>(() => {})
      })
      const server = createServer(createApp({ bots: [bot], logger: log }))
      const [socket] = [once(server, 'connection')]
      const url = new URL(withQuery(`${await listen(server)}/wechat`, signedQuery()))
      const peer = connect(Number(url.port), '127.0.0.1')
      const body = textXml()
      const length = Buffer.byteLength(body)
      peer.write(
        `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n\r\n${body}`,
      )
      await hasBegun
      const [theirs] = await socket
      peer.end()
      await once(theirs, 'end')
      await clock.advance(4500)
      await settled()
      expect(unanswered()).to.deep.equal([['hung-up', 'unanswered']])
      await bot.close()
    })
  })
})
