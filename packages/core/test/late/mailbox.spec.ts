import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Account } from '#src/account.js'
import { createMailbox, type Mailbox, type MailboxOptions } from '#src/late/mailbox.js'
import type { Strategy } from '#src/late/types.js'
import { none, text } from '#src/reply/builders.js'
import type { Reply } from '#src/reply/types.js'
import { boxOf as boxKey } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { Backlog } from '#src/turn/backlog.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, eventXml, messageOf, pushOf, textXml } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { lateParts } from './parts.ts'

const WAIT_TEXT = text('还在想，回复「继续」查看')

describe('mailbox', () => {
  const account = new Account({ name: 'main', tokens: [], mode: 'plain' })
  let clock: ManualClock
  let store: Store
  let backlog: Backlog
  let lastId = 0
  const log = recordingLogger()

  const newBox = (options?: MailboxOptions, patienceMs = 4300): Mailbox =>
    createMailbox(lateParts(clock, { account, log, store, backlog, patienceMs }), options)
  const turnOf = (xml: string) => {
    lastId += 1
    const receivedAt = { now: clock.now(), monotonic: clock.monotonic() }
    return new Turn(`key${lastId}`, messageOf(xml), receivedAt, 1, 1)
  }
  const says = (Content: string, FromUserName?: string) =>
    turnOf(textXml({ Content, ...(FromUserName && { FromUserName }) }))
  /** A message whose reply was late. */
  const late = async (box: Strategy, reply: Reply, turn = says('question')) => {
    await box.answer({ turn, number: 3, push: pushOf(textXml()) })
    turn.settle(reply)
    await backlog.idle()
  }

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    log.lines.length = 0
    backlog = new Backlog(new Map(), (error) => expect.fail(String(error)))
  })

  it('answers its text at once', async () => {
    const turn = says('question')
    const attempt = { turn, number: 1, push: pushOf(textXml()) }
    expect(await newBox().answer(attempt)).to.deep.equal(WAIT_TEXT)
    const named = newBox({ trigger: '好了吗' })
    expect(await named.answer(attempt)).to.deep.equal(text('还在想，回复「好了吗」查看'))
    const own = newBox({ text: '稍等' })
    expect(await own.answer(attempt)).to.deep.equal(text('稍等'))
  })

  describe('the trigger word', () => {
    it('brings the reply, once', async () => {
      const box = newBox()
      await late(box, text('晴'))
      expect(await box.takeUp(says(' 继续！\u200b'))).to.deep.equal(text('晴'))
      expect(await box.takeUp(says('继续'))).to.equal(undefined)
    })

    it('brings the reply when it is said', async () => {
      const box = newBox()
      await late(box, text('晴'))
      const voice = (Recognition: string) => turnOf(textXml({ MsgType: 'voice', Recognition }))
      expect(await box.takeUp(voice('天气'))).to.equal(undefined)
      expect(await box.takeUp(voice('继续。'))).to.deep.equal(text('晴'))
    })

    it('brings it again to the same message, which may run again after a crash', async () => {
      const [box, other] = [newBox(), newBox()]
      await late(box, text('晴'))
      const turn = says('继续')
      expect(await box.takeUp(turn)).to.deep.equal(text('晴'))
      expect(await other.takeUp(turn)).to.deep.equal(text('晴'))
    })

    it('brings it once, however long after', async () => {
      const box = newBox()
      await late(box, text('晴'))
      await box.takeUp(says('继续'))
      await clock.advance(599_999)
      expect(await box.takeUp(says('继续'))).to.equal(undefined)
      expect(await box.addTo(says('new'), text('新'))).to.equal(undefined)
    })

    it('is a message like any other when nothing waits, and so is every other text', async () => {
      const box = newBox()
      expect(await box.takeUp(says('继续'))).to.equal(undefined)
      await late(box, text('晴'))
      expect(await box.takeUp(says('继续吧'))).to.equal(undefined)
      expect(await box.takeUp(turnOf(eventXml('CLICK', { EventKey: '继续' })))).to.equal(undefined)
    })

    it('brings nothing to another user', async () => {
      const box = newBox()
      await late(box, text('晴'))
      expect(await box.takeUp(says('继续', 'oOther'))).to.equal(undefined)
    })

    it('waits for a reply that is nearly there', async () => {
      const box = newBox()
      const turn = says('question')
      await box.answer({ turn, number: 3, push: pushOf(textXml()) })
      const answers: unknown[] = []
      void box.takeUp(says('继续'))?.then((reply) => answers.push(reply))
      await clock.advance(3000)
      expect(answers).to.deep.equal([])
      turn.settle(text('晴'))
      await clock.advance(200)
      expect(answers).to.deep.equal([text('晴')])
    })

    it('asks for patience again before its own deadline', async () => {
      const box = newBox()
      await box.answer({ turn: says('question'), number: 3, push: pushOf(textXml()) })
      const answers: unknown[] = []
      void box.takeUp(says('继续'))?.then((reply) => answers.push(reply))
      await clock.advance(4300)
      expect(answers).to.deep.equal([WAIT_TEXT])
    })

    it('looks once more at its deadline', async () => {
      const box = newBox({}, 300)
      const turn = says('question')
      await box.answer({ turn, number: 3, push: pushOf(textXml()) })
      const answers: unknown[] = []
      void box.takeUp(says('继续'))?.then((reply) => answers.push(reply))
      await clock.advance(299)
      expect(answers).to.deep.equal([])
      turn.settle(text('晴'))
      await clock.advance(1)
      expect(answers).to.deep.equal([text('晴')])
    })

    it('is a message again when what was waited for came to nothing', async () => {
      const box = newBox()
      await late(box, none())
      expect(await box.takeUp(says('继续'))).to.equal(undefined)
    })

    it('brings what is no text alone, and several texts at once', async () => {
      const box = newBox()
      await late(box, { type: 'image', mediaId: 'm1' })
      await late(box, text('一'))
      await late(box, text('二'))
      expect(await box.takeUp(says('继续'))).to.deep.equal({ type: 'image', mediaId: 'm1' })
      expect(await box.takeUp(says('继续'))).to.deep.equal(text('一\n\n二'))
    })

    it('brings a long text in pages that say how many are left', async () => {
      const box = newBox()
      const long = Array.from({ length: 300 }, (_, i) => `第${i}句话。`).join('')
      await late(box, text(long))
      const pages: string[] = []
      for (;;) {
        const reply = await box.takeUp(says('继续'))
        if (reply?.type !== 'text') break
        expect(Buffer.byteLength(reply.content)).to.be.at.most(2048)
        pages.push(reply.content)
      }
      expect(pages.length).to.equal(3)
      expect(pages[0]).to.match(/句话。\n（还有 2 条，回复「继续」继续看）$/)
      expect(pages[1]).to.match(/句话。\n（还有 1 条，回复「继续」继续看）$/)
      expect(pages.map((page) => page.split('\n')[0]).join('')).to.equal(long)
    })
  })

  it('keeps the last 64 pages of one user: all are looked at with each message', async () => {
    const box = newBox()
    const boxOf = (openid: string) => boxKey(account.scope, openid)
    for (let i = 0; i < 70; i += 1) await late(box, text(`reply ${i}`))
    const waiting = await store.late.list(boxOf(says('x').message.FromUserName))
    expect(waiting.map(({ reply }) => (reply as { content: string }).content)).to.deep.equal(
      Array.from({ length: 64 }, (_, i) => `reply ${i + 6}`),
    )
    await late(box, text('long '.repeat(40_000)), says('question', 'oLong'))
    expect(await store.late.list(boxOf('oLong'))).to.have.length(64)
    await late(box, text('one more'), says('question', 'oLong'))
    expect((await store.late.list(boxOf('oLong'))).at(-1)?.reply).to.deep.equal(text('one more'))
  })

  it('says when a reply has more pages than it keeps', async () => {
    const box = newBox()
    const cut = /^late reply cut to 64 pages/
    // Each sentence is a page: two do not fit one.
    const sentences = (count: number) => text(`${'茶'.repeat(600)}。`.repeat(count))
    await late(box, sentences(64), says('question', 'oWhole'))
    expect(linesWith(log, cut)).to.deep.equal([])
    await late(box, sentences(65), says('question', 'oCut'))
    expect(linesWith(log, cut).map(({ fields }) => fields.pages)).to.deep.equal([65])
  })

  it('keeps nothing of a message that another process owns', async () => {
    const box = newBox()
    const turn = says('question')
    turn.handOver('closing')
    await late(box, text('晴'), turn)
    expect(await box.addTo(says('new'), text('新'))).to.deep.equal(text('新'))
  })

  it('has one delivery for each message, however many attempts ask', async () => {
    const box = newBox()
    const turn = says('question')
    const added: unknown[] = []
    backlog.add = (work) => void added.push(work)
    for (const number of [2, 3]) await box.answer({ turn, number, push: pushOf(textXml()) })
    expect(added).to.deep.equal([turn.delivery])
  })

  it('records in development what went out, with no text for a picture', async () => {
    const out: unknown[] = []
    const box = createMailbox(
      lateParts(clock, {
        ...{ account, store, backlog },
        growth: {
          watch: () => () => {},
          wentOut: (...record: unknown[]) => void out.push(record),
        },
      }),
    )
    const [picture, words] = [says('question'), says('question')]
    await late(box, { type: 'image', mediaId: 'm1' }, picture)
    await late(box, text('晴'), words)
    await box.takeUp(says('继续'))
    await box.takeUp(says('继续'))
    expect(out).to.deep.equal([
      [picture.key, 'mailbox', ''],
      [words.key, 'mailbox', '晴'],
    ])
  })

  it('keeps a reply for ten minutes, or as long as ttlMs says', async () => {
    const [box, short] = [newBox(), newBox({ ttlMs: 1000 })]
    await late(box, text('晴'))
    await clock.advance(600_000)
    expect(await box.takeUp(says('继续'))).to.equal(undefined)
    await late(short, text('晴'))
    await clock.advance(999)
    expect(await short.takeUp(says('继续'))).to.deep.equal(text('晴'))
  })

  it('keeps a reply once, however many attempts and instances have promised it', async () => {
    const [box, other] = [newBox(), newBox()]
    const turn = says('question')
    const follower = new Turn(turn.key, turn.message, turn.receivedAt, 1)
    const push = pushOf(textXml())
    await box.answer({ turn, number: 2, push })
    await box.answer({ turn, number: 3, push })
    await other.answer({ turn: follower, number: 3, push })
    turn.settle(text('晴'))
    follower.settle(text('晴'))
    await backlog.idle()
    expect(await other.takeUp(says('继续'))).to.deep.equal(text('晴'))
    expect(await other.takeUp(says('继续'))).to.equal(undefined)
  })

  describe('the answer to a new question', () => {
    it('has what waited in front of it', async () => {
      const box = newBox()
      await late(box, text('晴'))
      expect(await box.addTo(says('new'), text('新'))).to.deep.equal(text('晴\n\n新'))
      expect(await box.addTo(says('new'), text('新'))).to.deep.equal(text('新'))
    })

    it('is what waited, when there is none', async () => {
      const box = newBox()
      await late(box, text('晴'))
      expect(await box.addTo(says('new'), none())).to.deep.equal(text('晴'))
    })

    it('goes alone when both do not fit, or cannot be one text, and what waited waits on', async () => {
      const box = newBox()
      await late(box, text('晴'.repeat(400)))
      const long = text('新'.repeat(300))
      expect(await box.addTo(says('new'), long)).to.deep.equal(long)
      const picture = { type: 'image', mediaId: 'm1' } as const
      expect(await box.addTo(says('new'), picture)).to.equal(undefined)
      const event = turnOf(eventXml('VIEW', { EventKey: 'https://example.com' }))
      expect(await box.addTo(event, none())).to.equal(undefined)
      expect(await box.takeUp(says('继续'))).to.deep.equal(text('晴'.repeat(400)))
    })

    it('has it in front as long as both fit a page of 1920 bytes, with the empty lines', async () => {
      const box = newBox()
      await late(box, text('a'.repeat(1000)))
      const [tooLong, fits] = [text('b'.repeat(917)), text('b'.repeat(916))]
      expect(await box.addTo(says('new'), tooLong)).to.deep.equal(tooLong)
      const both = text(`${'a'.repeat(1000)}\n\n${'b'.repeat(916)}`)
      expect(await box.addTo(says('new'), fits)).to.deep.equal(both)
    })

    it('does not wait for what is still being made', async () => {
      const box = newBox()
      await box.answer({ turn: says('question'), number: 3, push: pushOf(textXml()) })
      expect(await box.addTo(says('new'), text('新'))).to.deep.equal(text('新'))
    })
  })
})
