/** A text that was written piece by piece, sent by the API in several messages. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { ApiError } from '#src/api/error.js'
import type { Api } from '#src/api/types.js'
import { moment } from '#src/clock.js'
import { createCustomerService } from '#src/late/customer-service.js'
import type { LateParts, Mailbox, Strategy } from '#src/late/types.js'
import { image, none, text } from '#src/reply/builders.js'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { Backlog } from '#src/turn/backlog.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, pushOf, textXml, USER } from '../fixtures.ts'
import { attemptAt, createParts, withServices } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { lateParts } from './parts.ts'

/** 682 of these are one message of 2048 bytes. */
const TEA = '茶'
const A_MESSAGE = TEA.repeat(682)
const MORE = '\n（没说完）'
const ENDPOINT = 'POST /cgi-bin/message/custom/send'

describe('customer-service, with a text that was written', () => {
  let clock: ManualClock
  let store: Store
  let backlog: Backlog
  let sent: string[]
  let rests: string[]
  /** How many messages the API takes. */
  let takes: number
  const log = recordingLogger()

  const newService = (own: Partial<LateParts> = {}, hasMailbox = true): Strategy => {
    const send = async (openid: string, reply: Reply) => {
      expect(openid).to.equal(USER)
      if (sent.length === takes) {
        throw new ApiError({ endpoint: ENDPOINT, errcode: 45047, errmsg: 'no' })
      }
      sent.push(reply.type === 'text' ? reply.content : reply.type)
    }
    const keepRest: Mailbox['keepRest'] = async (_turn, rest) => void rests.push(rest)
    const mailbox = { keepRest, more: MORE } as Mailbox
    const api = () => ({ send }) as unknown as Api
    const parts = lateParts(clock, { log, store, backlog, api, hasApi: true, ...own })
    return createCustomerService(parts, hasMailbox ? mailbox : undefined)
  }
  const newTurn = (fence = 1) => new Turn('key', messageOf(textXml()), moment(clock), 1, fence)
  const answer = (service: Strategy, turn: Turn) =>
    service.answer({ turn, number: 1, push: pushOf(textXml()) })
  /** A reply whose text was written before any part of it went out. */
  const written = async (service: Strategy, reply: Reply, turn = newTurn()) => {
    turn.grows(Promise.resolve())
    await answer(service, turn)
    turn.settle(reply)
    await backlog.idle()
  }
  const left = (messages: number) =>
    ({ left: async () => messages }) as unknown as NonNullable<LateParts['allowance']>

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    backlog = new Backlog(new Map(), (error) => expect.fail(String(error)))
    sent = []
    rests = []
    takes = Number.POSITIVE_INFINITY
    log.lines.length = 0
  })

  it('sends it whole in as many messages as it fills, and adds nothing', async () => {
    await written(newService(), text(A_MESSAGE.repeat(4)))
    expect(sent).to.deep.equal(Array(4).fill(A_MESSAGE))
    expect(rests).to.deep.equal([])
    expect(linesWith(log, /dropped/)).to.deep.equal([])
  })

  it('sends four messages where nobody counts them: the last says how to get the rest', async () => {
    const whole = TEA.repeat(682 * 4 + 1)
    await written(newService(), text(whole))
    expect(sent).to.have.length(4)
    expect(sent.map((each) => each.endsWith(MORE))).to.deep.equal([false, false, false, true])
    for (const each of sent) expect(Buffer.byteLength(each)).to.be.at.most(2048)
    expect([...sent, ...rests].join('').replace(MORE, '')).to.equal(whole)
    expect(rests).to.have.length(1)
  })

  for (const [messages, sends] of [
    [5, 3],
    [3, 2],
    [2, 1],
    [1, 1],
    [0, 1],
  ] as const) {
    it(`leaves the user one of ${messages} messages, and sends ${sends}`, async () => {
      await written(newService({ allowance: left(messages) }), text(A_MESSAGE.repeat(3)))
      expect(sent).to.have.length(sends)
      expect([...sent, ...rests].join('').replace(MORE, '')).to.equal(A_MESSAGE.repeat(3))
    })
  }

  it('ends with dots without a mailbox, and the log counts the characters that are lost', async () => {
    await written(newService({ allowance: left(2) }, false), text(TEA.repeat(1000)))
    expect(sent).to.deep.equal([`${TEA.repeat(681)}…`])
    const [line] = linesWith(log, 'rest of a late reply dropped: no message is left')
    expect(line).to.deep.include({ level: 'warn', fields: { key: 'key', characters: 319 } })
  })

  it('keeps the rest in the mailbox, once, when the API takes no more', async () => {
    takes = 1
    const whole = TEA.repeat(682 * 3)
    await written(newService({ allowance: left(3) }), text(whole))
    expect(sent).to.have.length(1)
    expect(rests).to.have.length(1)
    expect(sent.join('') + rests.join('')).to.equal(whole)
  })

  it('drops the rest without a mailbox when the API takes no more', async () => {
    takes = 1
    await written(newService({}, false), text(A_MESSAGE.repeat(2)))
    expect(sent).to.have.length(1)
    expect(linesWith(log, 'late reply not sent, dropped')).to.have.length(1)
  })

  it('sends what has become a picture as one message', async () => {
    await written(newService(), image('m1'))
    expect(sent).to.deep.equal(['image'])
  })

  it('is sent in one message as before if it was not written piece by piece', async () => {
    const turn = newTurn()
    const service = newService()
    await answer(service, turn)
    turn.settle(text(TEA.repeat(1000)))
    await backlog.idle()
    expect(sent).to.deep.equal([TEA.repeat(1000)])
  })

  describe('an owner after another one', () => {
    it('sends again what the first may not have sent', async () => {
      const keepsMark = { ...store.values, set: async () => {} }
      await written(newService({ store: { ...store, values: keepsMark } }), text('一'))
      await written(newService(), text('二'), newTurn(2))
      expect(sent).to.deep.equal(['一', '二'])
    })

    it('sends nothing that the first has sent', async () => {
      await written(newService(), text('一'))
      await written(newService(), text('二'), newTurn(2))
      expect(sent).to.deep.equal(['一'])
    })

    it('is not held up by one that comes back without its turn', async () => {
      await written(newService(), text('二'), newTurn(2))
      await written(newService(), text('一'), newTurn(1))
      expect(sent).to.deep.equal(['二'])
    })
  })

  it('has one delivery, however many attempts ask', async () => {
    const turn = newTurn()
    const service = newService()
    await answer(service, turn)
    const { delivery } = turn
    const added: unknown[] = []
    backlog.add = (work) => void added.push(work)
    await answer(service, turn)
    expect(turn.delivery).to.equal(delivery)
    expect(added).to.deep.equal([])
  })

  describe('after its first part', () => {
    /** A bot whose reply has one sentence at once, and all of it after `endsAfterMs`. */
    const begin = async (endsAfterMs: number) => {
      const bot = createParts({ clock, store, log })
      const service = newService({ growing: bot.services.growing })
      if (service.continuation) {
        bot.services.growing.register(service.name, service.continuation)
      }
      const { turn } = await attemptAt(withServices(bot, { strategies: [service] }))
      const source = (async function* () {
        yield '第一句。第'
        await clock.wait(endsAfterMs)
        yield '二句。'
      })()
      const writing = bot.services.growing.write(turn, { type: 'stream', source })
      await clock.advance(0)
      return { turn, first: await answer(service, turn), writing }
    }

    it('sends the rest a second later at the earliest: WeChat may reorder them otherwise', async () => {
      const { first } = await begin(1)
      expect(first).to.deep.equal(text('第一句。'))
      await clock.advance(999)
      expect(sent).to.deep.equal([])
      await clock.advance(1)
      expect(sent).to.deep.equal(['第二句。'])
    })

    it('sends the rest at once if it took longer', async () => {
      await begin(3000)
      await clock.advance(2999)
      expect(sent).to.deep.equal([])
      await clock.advance(1)
      expect(sent).to.deep.equal(['第二句。'])
    })

    it('sends nothing when another process owns the message', async () => {
      const { turn } = await begin(1)
      turn.lose(turn.fence ?? 0, log)
      await clock.advance(2000)
      expect(sent).to.deep.equal([])
    })

    it('sends nothing that another owner has sent', async () => {
      const { turn } = await begin(1)
      await written(
        newService(),
        text('别处'),
        new Turn(turn.key, turn.message, moment(clock), 1, 9),
      )
      await clock.advance(2000)
      expect(sent).to.deep.equal(['别处'])
    })
  })

  it('sends nothing for none', async () => {
    await written(newService(), none())
    expect([...sent, ...rests]).to.deep.equal([])
  })
})
