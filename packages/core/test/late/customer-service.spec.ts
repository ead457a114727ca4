import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Account } from '#src/account.js'
import { ApiError } from '#src/api/error.js'
import type { Api } from '#src/api/types.js'
import { moment } from '#src/clock.js'
import { createCustomerService } from '#src/late/customer-service.js'
import type { LateParts, Mailbox, Strategy } from '#src/late/types.js'
import { handle } from '#src/pipeline/handle.js'
import { serialize } from '#src/pipeline/serialize.js'
import { image, none, text } from '#src/reply/builders.js'
import type { Reply } from '#src/reply/types.js'
import { valueKeys } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { Backlog } from '#src/turn/backlog.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, textXml, USER } from '../fixtures.ts'
import { attemptAt, createParts, withServices } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { lateParts } from './parts.ts'

const DAY_MS = 24 * 60 * 60_000
const NONE = { type: 'none' }
const ENDPOINT = 'POST /cgi-bin/message/custom/send'
const refused = (errcode: number) => new ApiError({ endpoint: ENDPOINT, errcode, errmsg: 'no' })

describe('customer-service', () => {
  let clock: ManualClock
  let store: Store
  let backlog: Backlog
  let sent: unknown[][]
  let kept: unknown[][]
  /** What the API fails with. */
  let failure: Error | undefined
  const log = recordingLogger()

  const newService = (more: Partial<LateParts> = {}, hasMailbox = true): Strategy => {
    const send = async (...args: unknown[]) => {
      if (failure !== undefined) throw failure
      sent.push(args)
    }
    const api = () => ({ send }) as unknown as Api
    const parts = lateParts(clock, { log, store, backlog, api, hasApi: true, ...more })
    const keep: Mailbox['keep'] = async (...args) => void kept.push(args)
    return createCustomerService(parts, hasMailbox ? ({ keep } as Mailbox) : undefined)
  }
  const newTurn = (key = 'key') => new Turn(key, messageOf(textXml()), moment(clock), 1, 1)
  const answer = (service: Strategy, turn: Turn, number = 1) =>
    service.answer({ turn, number, push: pushOf(textXml(), { receivedAt: moment(clock) }) })
  /** A reply that was not ready in time, and is now. */
  const late = async (service: Strategy, reply: Reply, turn = newTurn()) => {
    await answer(service, turn)
    turn.settle(reply)
    await backlog.idle()
    return turn
  }
  /** A Store of whose values one part does not answer. */
  const withoutValues = (part: keyof Store['values']): Store => {
    const down = () => Promise.reject(new Error('down'))
    return { ...store, values: { ...store.values, [part]: down } }
  }

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    backlog = new Backlog(new Map(), (error) => expect.fail(String(error)))
    sent = []
    kept = []
    failure = undefined
    log.lines.length = 0
  })

  it('answers success at the deadline and at every later attempt, then sends one message', async () => {
    const parts = createParts({ clock, store })
    const bot = withServices(parts, { strategies: [newService()] })
    parts.on('text', () => {
      return new Promise<string>((resolve) => clock.setTimeout(() => resolve('想好了'), 7000))
    })
    const bodies: string[] = []
    const attempt = async () => {
      const it = await attemptAt(bot)
      const reply = await handle(it, bot)
      bodies.push(serialize(reply as Reply, it, bot))
    }
    void attempt()
    await clock.advance(4499)
    expect(bodies).to.deep.equal([])
    await clock.advance(1)
    expect(bodies).to.deep.equal(['success'])
    // A retry may wait for the reply itself, and may come when it is there.
    await clock.advance(500)
    void attempt()
    await clock.advance(1999)
    expect(sent).to.deep.equal([])
    await clock.advance(1)
    await attempt()
    expect(bodies).to.deep.equal(['success', 'success', 'success'])
    expect(sent).to.deep.equal([[USER, text('想好了')]])
  })

  it('answers none at once, and keeps the reply from every passive way', async () => {
    const turn = newTurn()
    expect(turn.instead).to.equal(undefined)
    expect(await answer(newService(), turn)).to.deep.equal(NONE)
    expect(turn.instead).to.deep.equal({ type: 'none' })
    expect(sent).to.deep.equal([])
  })

  it('sends the reply to the user when it is ready, and says so in the log', async () => {
    await late(newService(), image('m1'))
    expect(sent).to.deep.equal([[USER, { type: 'image', mediaId: 'm1' }]])
    expect(log.lines).to.deep.equal([
      { level: 'info', fields: { key: 'key', reply: 'image' }, text: 'late reply sent' },
    ])
  })

  it('keeps the backlog busy until the reply is sent', async () => {
    const turn = newTurn()
    await answer(newService(), turn)
    const idle = backlog.idle().then(() => sent.length)
    await clock.advance(1000)
    turn.settle(text('x'))
    expect(await idle).to.equal(1)
  })

  it('sends nothing for none', async () => {
    await late(newService(), none())
    expect([...sent, ...kept, ...log.lines]).to.deep.equal([])
  })

  it('sends once, however many attempts and instances have promised it', async () => {
    const [one, other] = [newService(), newService()]
    const [turn, follower] = [newTurn(), newTurn()]
    await answer(one, turn, 1)
    await answer(one, turn, 2)
    await answer(other, follower, 3)
    turn.settle(text('x'))
    follower.settle(text('x'))
    await backlog.idle()
    expect(sent).to.have.length(1)
    // Ten minutes: no attempt comes later. Each message has a mark of its own.
    await clock.advance(10 * 60_000 - 1)
    await late(one, text('x'))
    expect(sent).to.have.length(1)
    await late(one, text('x'), newTurn('another'))
    expect(sent).to.have.length(2)
    await clock.advance(1)
    await late(one, text('x'))
    expect(sent).to.have.length(3)
  })

  it('leaves the reply and its promise to a later owner that is sending', async () => {
    await store.values.set(valueKeys.sent('wx1', 'key'), { by: 2 }, 60_000)
    expect((await late(newService(), text('x'))).isLost).to.equal(true)
    expect(sent).to.deep.equal([])
  })

  it('sends although the Store cannot mark it: twice is better than not at all', async () => {
    await late(newService({ store: withoutValues('entry') }), text('x'))
    await late(newService({ store: withoutValues('replace') }), text('x'), newTurn('another'))
    expect(sent).to.have.length(2)
  })

  describe('a message that the API refuses for good', () => {
    it('goes into the mailbox, and the log names the plugin', async () => {
      failure = refused(45047)
      const turn = newTurn()
      turn.answeredBy = 'slow'
      await late(newService(), text('x'), turn)
      expect(kept).to.deep.equal([[turn, text('x')]])
      expect(log.lines).to.deep.equal([
        {
          level: 'error',
          fields: { err: failure, key: 'key', plugin: 'slow' },
          text: 'late reply not sent, kept in the mailbox',
        },
      ])
    })

    it('is dropped without a mailbox, which the log says', async () => {
      failure = new Error('no answer')
      await late(newService({}, false), text('x'))
      expect(linesWith(log, 'late reply not sent, dropped')).to.have.length(1)
    })

    it('does not pass on later messages, unless the account has no right', async () => {
      const service = newService()
      for (const error of [refused(45047), refused(45015), new Error('48001')]) {
        failure = error
        const turn = await late(service, text('x'), newTurn(error.message))
        expect(await answer(service, turn), error.message).to.deep.equal(NONE)
      }
      expect(kept).to.have.length(3)
    })
  })

  describe('an account without the right to it', () => {
    beforeEach(async () => {
      failure = refused(48001)
      await late(newService(), text('x'))
      failure = undefined
    })

    it('is found out once, for every instance; the first reply goes into the mailbox', async () => {
      expect(kept).to.have.length(1)
      const turn = newTurn('next')
      expect(await answer(newService(), turn)).to.equal(undefined)
      expect(turn.instead).to.equal(undefined)
    })

    it('is asked again after a day: it may have been verified', async () => {
      await clock.advance(DAY_MS - 1)
      expect(await answer(newService(), newTurn())).to.equal(undefined)
      await clock.advance(1)
      expect(await answer(newService(), newTurn())).to.deep.equal(NONE)
    })

    it('is not taken for another account', async () => {
      const account = new Account({ name: 'other', tokens: [], mode: 'plain', appId: 'wx2' })
      expect(await answer(newService({ account }), newTurn())).to.deep.equal(NONE)
    })
  })

  it('keeps the reply in the mailbox, too, when the Store cannot note that there is no right', async () => {
    failure = refused(48001)
    await late(newService({ store: withoutValues('set') }), text('x'))
    expect(kept).to.have.length(1)
  })

  it('passes on without an API, and promises nothing', async () => {
    const turn = newTurn()
    expect(await answer(newService({ hasApi: false }), turn)).to.equal(undefined)
    expect(turn.instead).to.equal(undefined)
    turn.settle(text('x'))
    await backlog.idle()
    expect(sent).to.deep.equal([])
  })

  it('promises nothing when the Store cannot say whether the account has the right', async () => {
    const turn = newTurn()
    const answered = answer(newService({ store: withoutValues('get') }), turn)
    expect(await answered.catch((error: Error) => error.message)).to.equal('down')
    expect(turn.instead).to.equal(undefined)
  })
})
