/** What the mailbox keeps, how much of it, and for how long. */
import { expect } from 'chai'
import { GrowingReply } from '#src/late/growing-reply.js'
import { none, text } from '#src/reply/builders.js'
import { GrowingText } from '#src/reply/stream.js'
import { boxOf as boxKey } from '#src/store/keys.js'
import { Backlog } from '#src/turn/backlog.js'
import { Turn } from '#src/turn/turn.js'
import { pushOf, textXml } from '../fixtures.ts'
import { linesWith } from '../recording-logger.ts'
import { Waiting } from './waiting.ts'

describe('what the mailbox keeps', () => {
  let waiting: Waiting

  const newBox = (...args: Parameters<Waiting['newBox']>) => waiting.newBox(...args)
  const says = (...args: Parameters<Waiting['says']>) => waiting.says(...args)
  const late = (...args: Parameters<Waiting['late']>) => waiting.late(...args)

  beforeEach(() => {
    waiting = new Waiting()
  })

  it('keeps the last 64 pages of one user: all are looked at with each message', async () => {
    const box = newBox()
    const { store } = waiting
    const boxOf = (openid: string) => boxKey(waiting.account.scope, openid)
    for (let i = 0; i < 70; i += 1) await late(box, text(`reply ${i}`))
    const kept = await store.late.list(boxOf(says('x').message.FromUserName))
    expect(kept.map(({ reply }) => (reply as { content: string }).content)).to.deep.equal(
      Array.from({ length: 64 }, (_, i) => `reply ${i + 6}`),
    )
    await late(box, text('long '.repeat(40_000)), says('question', 'oLong'))
    expect(await store.late.list(boxOf('oLong'))).to.have.length(64)
    await late(box, text('one more'), says('question', 'oLong'))
    expect((await store.late.list(boxOf('oLong'))).at(-1)?.reply).to.deep.equal(text('one more'))
  })

  it('says how many of the oldest are gone, and leaves the places of unfinished replies', async () => {
    const box = newBox()
    const gone = () => linesWith(waiting.log, /^more than 64 pages wait for one user/)
    const unfinished = says('question', 'oMany')
    // In a backlog of its own, for nobody waits for its end here.
    const writing = newBox({}, { backlog: new Backlog(new Map(), () => {}) })
    await writing.answer({ turn: unfinished, number: 3, push: pushOf(textXml()) })
    for (let i = 0; i < 64; i += 1) await late(box, text(`reply ${i}`), says('question', 'oMany'))
    expect(gone()).to.deep.equal([])
    await late(box, text('one more'), says('question', 'oMany'))
    expect(gone().map(({ fields }) => fields.gone)).to.deep.equal([1])
    const kept = await waiting.store.late.list(boxKey(waiting.account.scope, 'oMany'))
    expect(kept).to.have.length(65)
    expect(kept[0]?.id).to.equal(unfinished.key)
  })

  it('says when a reply has more pages than it keeps', async () => {
    const box = newBox()
    const cut = /^late reply cut to 64 pages/
    // Each sentence is a page: two do not fit one.
    const sentences = (count: number) => text(`${'茶'.repeat(600)}。`.repeat(count))
    await late(box, sentences(64), says('question', 'oWhole'))
    expect(linesWith(waiting.log, cut)).to.deep.equal([])
    await late(box, sentences(65), says('question', 'oCut'))
    expect(linesWith(waiting.log, cut).map(({ fields }) => fields.pages)).to.deep.equal([65])
  })

  it('keeps a reply while the Store cannot say who owns its message', async () => {
    const { turns } = waiting.store
    const renew = () => Promise.reject(new Error('down'))
    const box = newBox({}, { store: { ...waiting.store, turns: { ...turns, renew } } })
    await late(box, text('晴'))
    expect(await box.takeUp(says('继续'))).to.deep.equal(text('晴'))
  })

  it('keeps nothing of a message that another process has taken over', async () => {
    const { turns } = waiting.store
    const store = { ...waiting.store, turns: { ...turns, renew: async () => false } }
    const box = newBox({}, { store, patienceMs: 0 })
    const turn = says('question')
    await late(box, text('晴'), turn)
    expect(turn.isLost).to.equal(true)
    expect(await box.takeUp(says('继续'))).to.deep.equal(text('还在想，回复「继续」查看'))
  })

  /** Settles and finishes the turn, as a run does that ends while the Store is asked. */
  const end = async (turn: Turn) => {
    turn.settle(text('晴'))
    await waiting.store.turns.finish(turn.record, turn.fence ?? 0, text('晴'), 60_000)
  }

  it('keeps a reply that got ready while its place was taken, and whose turn has ended', async () => {
    const turn = says('question')
    const { store } = waiting
    const put: typeof store.late.put = async (...args) => {
      await store.late.put(...args)
      await end(turn)
    }
    const box = newBox({}, { store: { ...store, late: { ...store.late, put } } })
    await late(box, text('晴'), turn)
    expect(await box.takeUp(says('继续'))).to.deep.equal(text('晴'))
  })

  it('hands nothing to a message that a newer one has stopped meanwhile', async () => {
    const { store } = waiting
    const stopped = says('继续')
    const setIfAbsent: typeof store.values.setIfAbsent = async (...args) => {
      const isSet = await store.values.setIfAbsent(...args)
      stopped.settle(none())
      return isSet
    }
    const box = newBox({}, { store: { ...store, values: { ...store.values, setIfAbsent } } })
    await late(box, text('晴'))
    await box.takeUp(stopped)
    expect(await newBox().takeUp(says('继续'))).to.deep.equal(text('晴'))
  })

  it('keeps nothing of a message that another process owns', async () => {
    const box = newBox()
    const turn = says('question')
    turn.handOver('closing')
    await late(box, text('晴'), turn)
    expect(await box.addTo(says('new'), text('新'))).to.deep.equal(text('新'))
  })

  it('keeps no rest of a growing reply that another process goes on with', async () => {
    const { continuation } = newBox()
    for (const isLost of [true, false]) {
      const turn = says('question', `oLost${isLost}`)
      const source = (async function* () {
        yield '第一句。'
      })()
      if (isLost) turn.handOver('closing')
      await continuation?.deliver(turn, new GrowingReply(turn, new GrowingText(source)))
      const box = boxKey(waiting.account.scope, turn.message.FromUserName)
      const kept = await waiting.store.late.list(box)
      // The place of the unfinished reply is left for the process that goes on with it.
      expect(kept.map(({ reply }) => reply)).to.deep.equal([isLost ? none() : text('第一句。')])
    }
  })

  it('has one delivery for each message, however many attempts ask', async () => {
    const box = newBox()
    const turn = says('question')
    const added: unknown[] = []
    waiting.backlog.add = (work) => void added.push(work)
    for (const number of [2, 3]) await box.answer({ turn, number, push: pushOf(textXml()) })
    expect(added).to.deep.equal([turn.delivery])
  })

  it('records in development what went out, with no text for a picture', async () => {
    const out: unknown[] = []
    const growth = {
      watch: () => () => {},
      wentOut: (...record: unknown[]) => void out.push(record),
    }
    const box = newBox({}, { growth })
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
    await waiting.clock.advance(600_000)
    expect(await box.takeUp(says('继续'))).to.equal(undefined)
    await late(short, text('晴'))
    await waiting.clock.advance(999)
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
    await waiting.backlog.idle()
    expect(await other.takeUp(says('继续'))).to.deep.equal(text('晴'))
    expect(await other.takeUp(says('继续'))).to.equal(undefined)
  })
})
