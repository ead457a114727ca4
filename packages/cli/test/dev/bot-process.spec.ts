import type { StandIn } from '@wechatbot/playground'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { BotProcess } from '#src/dev/bot-process.js'
import type { ToParent } from '#src/dev/link.js'
import { ACCOUNT, FakeChild, LOADED } from './fake-child.js'

const ORDER = { origin: 'http://127.0.0.1:3000', hosts: [], isReal: false, aheadMs: 0 }
const LINE: ToParent = { type: 'line', line: '{"msg":"message handled"}' }
const RECORD: ToParent = { type: 'record', record: { type: 'sent', bot: 'main', retries: 0 } }

describe('a process of bots', () => {
  let clock: ManualClock
  let child: FakeChild
  let said: unknown[]
  let bots: BotProcess

  const begin = (onLoaded: () => Promise<readonly StandIn[]> = async () => [ACCOUNT]) => {
    clock = createManualClock()
    child = new FakeChild()
    said = []
    bots = new BotProcess({
      child,
      order: ORDER,
      clock,
      onLoaded,
      onReady: () => said.push('ready'),
      onFailed: ({ message }) => said.push(`failed: ${message}`),
      onTold: (told) => said.push(told),
    })
  }
  beforeEach(() => begin())

  describe('that is asked about a user', () => {
    const question = { bot: 'main', openid: 'oA', isForgetting: false }
    const data = { sessions: [], jobs: [], waiting: 1 }
    const asked = () => bots.ask(question).catch((error: Error) => error.message)

    it('gives the answer to each question', async () => {
      const first = asked()
      const second = asked()
      expect(child.received.slice(1)).to.deep.equal([
        { type: 'about', id: 1, question },
        { type: 'about', id: 2, question },
      ])
      child.says({ type: 'user', id: 2, data: { ...data, waiting: 2 } })
      child.says({ type: 'user', id: 1, data })
      expect(await Promise.all([first, second])).to.deep.equal([data, { ...data, waiting: 2 }])
    })

    it('fails when it cannot read the data, ends, or does not answer in five seconds', async () => {
      const unread = asked()
      child.says({ type: 'user', id: 1 })
      expect(await unread).to.include('oA')
      const late = asked()
      await clock.advance(5000)
      expect(await late).to.include('oA')
      const left = asked()
      child.exits(1)
      expect(await left).to.include('oA')
    })
  })

  describe('that starts', () => {
    it('gets its order, and the accounts of the bots it has found', async () => {
      expect(child.received).to.deep.equal([{ type: 'order', order: ORDER }])
      child.says(LOADED)
      await clock.advance(0)
      expect(child.received.slice(1)).to.deep.equal([{ type: 'accounts', accounts: [ACCOUNT] }])
      expect(bots.port).to.equal(undefined)
      child.isReadyAt(4711)
      expect(bots.port).to.equal(4711)
      expect(said).to.deep.equal(['ready'])
    })

    it('tells records and lines of the log', () => {
      child.says(RECORD)
      child.says(LINE)
      expect(said).to.deep.equal([RECORD, LINE])
    })

    it('is killed when its bots get no accounts, and fails once', async () => {
      begin(() => Promise.reject(new TypeError('two bots at /wechat')))
      child.says(LOADED)
      await clock.advance(0)
      child.endsBy('SIGKILL')
      expect(said).to.deep.equal(['failed: TypeError: two bots at /wechat'])
      expect(child.signals).to.deep.equal(['SIGKILL'])
    })

    it('is silent when it was told to leave before its bots got no accounts', async () => {
      begin(() => Promise.reject(new TypeError('two bots at /wechat')))
      child.says(LOADED)
      bots.kill()
      await clock.advance(0)
      expect(said).to.deep.equal([])
    })

    it('fails when there can be no process', async () => {
      child.emit('error', new Error('spawn node EAGAIN'))
      await bots.ended
      expect(said).to.deep.equal(['failed: no process could be started: spawn node EAGAIN'])
    })
  })

  describe('that ends by itself', () => {
    it('fails with what it has said', async () => {
      child.says({ type: 'failed', message: 'bots[0].token: expected 3 to 32 letters' })
      expect(said).to.deep.equal([])
      child.exits(1)
      await bots.ended
      expect(said).to.deep.equal(['failed: bots[0].token: expected 3 to 32 letters'])
      expect(bots.hasEnded).to.equal(true)
    })

    it('fails with its exit code, or the signal', () => {
      expect(bots.hasEnded).to.equal(false)
      child.exits(7)
      expect(said).to.deep.equal(['failed: the process ended with 7'])
      begin()
      child.endsBy('SIGSEGV')
      expect(said).to.deep.equal(['failed: the process ended with SIGSEGV'])
      expect(bots.hasEnded).to.equal(true)
    })
  })

  describe('that another one has replaced', () => {
    beforeEach(() => child.isReadyAt(4711))

    it('is asked to end after 1.5 s without a request', async () => {
      bots.retire()
      await clock.advance(1499)
      expect(child.signals).to.deep.equal([])
      await clock.advance(1)
      expect(child.signals).to.deep.equal(['SIGTERM'])
    })

    it('is told once, so that it begins no job', async () => {
      const end = bots.begin()
      bots.retire()
      end()
      expect(child.received.filter(({ type }) => type === 'retire')).to.have.length(1)
    })

    it('stays while requests are on their way to it', async () => {
      const [endFirst, endSecond] = [bots.begin(), bots.begin()]
      bots.retire()
      await clock.advance(60_000)
      endFirst()
      await clock.advance(60_000)
      expect(child.signals).to.deep.equal([])
      endSecond()
      await clock.advance(1499)
      expect(child.signals).to.deep.equal([])
      await clock.advance(1)
      expect(child.signals).to.deep.equal(['SIGTERM'])
    })

    it('stays for a retry that comes meanwhile', async () => {
      bots.retire()
      await clock.advance(1000)
      const end = bots.begin()
      await clock.advance(1000)
      expect(child.signals).to.deep.equal([])
      end()
      await clock.advance(1500)
      expect(child.signals).to.deep.equal(['SIGTERM'])
    })

    it('still tells what its messages do, and its end is no failure', async () => {
      bots.retire()
      child.says(RECORD)
      child.exits(0)
      await bots.ended
      await clock.advance(60_000)
      expect(said).to.deep.equal(['ready', RECORD])
      expect(child.signals).to.deep.equal([])
    })

    it('is asked nothing more once it has ended, also by a request that was open until then', async () => {
      const end = bots.begin()
      bots.retire()
      child.exits(0)
      end()
      await clock.advance(60_000)
      expect(child.signals).to.deep.equal([])
    })
  })

  it('goes on when a request of many is over', async () => {
    child.isReadyAt(4711)
    bots.begin()()
    await clock.advance(60_000)
    expect(child.signals).to.deep.equal([])
  })

  describe('that is told to end', () => {
    it('is killed after 15 s', async () => {
      bots.stop()
      expect(child.signals).to.deep.equal(['SIGTERM'])
      await clock.advance(14_999)
      expect(child.signals).to.deep.equal(['SIGTERM'])
      await clock.advance(1)
      expect(child.signals).to.deep.equal(['SIGTERM', 'SIGKILL'])
    })

    it('is left alone when it has ended', async () => {
      bots.stop()
      child.exits(0)
      await bots.ended
      await clock.advance(60_000)
      expect(child.signals).to.deep.equal(['SIGTERM'])
      expect(said).to.deep.equal([])
    })

    it('gets one SIGTERM, for a second would cut what it has begun', async () => {
      bots.retire()
      await clock.advance(1500)
      bots.begin()()
      await clock.advance(1500)
      bots.stop()
      expect(child.signals).to.deep.equal(['SIGTERM'])
    })

    it('makes nothing ready any more, and loads nothing', async () => {
      bots.kill()
      child.says(LOADED)
      child.isReadyAt(4711)
      child.says({ type: 'failed', message: 'too late' })
      child.endsBy('SIGKILL')
      await clock.advance(0)
      expect(said).to.deep.equal([])
      expect(bots.port).to.equal(undefined)
      expect(child.received).to.have.length(1)
    })
  })
})
