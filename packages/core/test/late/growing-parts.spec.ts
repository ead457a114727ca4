/** The parts of a growing reply: each is decided once, whichever instance is asked. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Draft } from '#src/late/draft.js'
import { none, text } from '#src/reply/builders.js'
import { valueKeys } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock } from '../fixtures.ts'
import { linesWith } from '../recording-logger.ts'
import { settled } from '../settled.ts'
import { Instance, LINE } from './instance.ts'

const ROOM = 2048

describe('the parts of a growing reply', () => {
  let clock: ManualClock
  let store: Store
  /** The instance that writes it, and one that does not. */
  let here: Instance
  let there: Instance

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    here = new Instance(clock, store)
    there = new Instance(clock, store)
  })
  const first = (instance: Instance, turn = instance.newTurn()) =>
    instance.growing.first(turn, 'mailbox')
  const next = (instance: Instance, asking: string) =>
    instance.growing.next('key', instance.newTurn(asking), ROOM)
  const draftOf = async () => {
    const draft = await here.parts.values.get(valueKeys.draft('wx1', 'key'))
    return draft as Draft | undefined
  }

  describe('the first', () => {
    it('is none while no sentence is there', async () => {
      const { turn, source } = here.begin()
      expect(await first(here, turn)).to.equal(undefined)
      await source.write(' ')
      expect(await first(here, turn)).to.equal(undefined)
      expect(turn.settled).to.equal(undefined)
    })

    it('has the sentences so far, and settles the turn with them', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二。三')
      await clock.advance(10)
      expect(await first(here, turn)).to.deep.equal(text(`一。二。${LINE}`))
      expect(turn.settled).to.deep.equal(text(`一。二。${LINE}`))
      expect(here.out).to.deep.equal([['key', 'passive', '一。二。']])
    })

    it('has no line by a strategy that has none, or that nobody knows', async () => {
      here.register('api', { line: '' })
      for (const name of ['api', 'unknown']) {
        const { turn, source } = here.begin(here.newTurn(name))
        await source.write('一。二')
        expect(await here.growing.first(turn, name)).to.deep.equal(text('一。'))
      }
    })

    it('leaves room for its line', async () => {
      const { turn, source } = here.begin()
      await source.write('茶'.repeat(1000))
      const part = (await first(here, turn)) as { content: string }
      expect(Buffer.byteLength(part.content)).to.be.within(2000, 2048)
      expect(part.content.endsWith(LINE)).to.equal(true)
    })

    it('is the same for every attempt on every instance, and delivered once', async () => {
      const { turn, source, written } = here.begin()
      await source.write('一。二')
      const part = await first(here, turn)
      const { delivery } = turn
      await source.write('。三。')
      expect(await first(here, turn)).to.deep.equal(part)
      expect(await first(there)).to.deep.equal(part)
      expect(turn.delivery).to.equal(delivery)
      await source.end()
      expect(await written).to.deep.equal({ reply: text('一。二。三。') })
      await delivery
      expect(here.rests).to.deep.equal(['二。三。'])
      expect(here.out).to.deep.equal([['key', 'passive', '一。']])
    })

    it('is delivered by the first strategy if the one that promised is not there any more', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二')
      await here.growing.first(turn, 'gone')
      await source.end()
      await turn.delivery
      expect(here.rests).to.deep.equal(['二'])
    })

    it('is none of a text whose rest is on its way already', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二')
      await first(here, turn)
      await source.end()
      await turn.delivery
      expect(await first(here, turn)).to.equal(undefined)
    })

    it('leaves nothing in the Store when the whole is delivered', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二')
      await first(here, turn)
      expect(await draftOf()).to.deep.include({ text: '一。二' })
      await source.end()
      await turn.delivery
      await settled()
      expect(await draftOf()).to.equal(undefined)
    })

    it('leaves the draft to the process that has taken the turn over', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二')
      await first(here, turn)
      turn.handOver('closing')
      await source.end()
      await turn.delivery
      await settled()
      expect(await draftOf()).to.deep.include({ text: '一。二' })
    })
  })

  describe('while it is written', () => {
    it('are known to other instances from three seconds on, once a second', async () => {
      const { source } = here.begin()
      await source.write('一。')
      await clock.advance(2999)
      expect(await draftOf()).to.equal(undefined)
      await clock.advance(1)
      expect(await draftOf()).to.deep.include({ text: '一。' })
      await source.write('二。')
      await clock.advance(999)
      expect(await draftOf()).to.deep.include({ text: '一。' })
      await clock.advance(1)
      expect(await draftOf()).to.deep.include({ text: '一。二。' })
    })

    it('count from when the message was received', async () => {
      const turn = here.newTurn()
      await clock.advance(2000)
      const { source } = here.begin(turn)
      await source.write('一。')
      await clock.advance(999)
      expect(await draftOf()).to.equal(undefined)
      await clock.advance(1)
      expect(await draftOf()).to.deep.include({ text: '一。' })
    })

    it('are written down at once if it begins late', async () => {
      const turn = here.newTurn()
      await clock.advance(9000)
      const { source } = here.begin(turn)
      await source.write('一。')
      await clock.advance(0)
      expect(await draftOf()).to.not.equal(undefined)
    })

    it('are not written down when another process owns the message', async () => {
      const { turn, source } = here.begin()
      await source.write('一。')
      turn.handOver('closing')
      await clock.advance(3000)
      expect(await draftOf()).to.equal(undefined)
    })

    it('go on where another instance has answered with the first', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二')
      await clock.advance(3000)
      expect(await first(there)).to.deep.equal(text(`一。${LINE}`))
      expect(turn.settled).to.equal(undefined)
      await clock.advance(1000)
      expect(turn.settled).to.deep.equal(text(`一。${LINE}`))
      await source.end()
      await turn.delivery
      expect(here.rests).to.deep.equal(['二'])
    })

    it('go on so at the end, too, if it ends before it is written down again', async () => {
      const { turn, source, written } = here.begin()
      await source.write('一。二')
      await clock.advance(3000)
      await first(there)
      await source.end()
      expect(await written).to.deep.equal({ reply: text('一。二') })
      expect(turn.settled).to.deep.equal(text(`一。${LINE}`))
      await turn.delivery
      expect(here.rests).to.deep.equal(['二'])
    })
  })

  describe('the next', () => {
    it('are each given once, with word of whether there will be more', async () => {
      const { source } = here.begin()
      expect(await next(here, 'a')).to.equal(undefined)
      await source.write('一。二')
      expect(await next(here, 'a')).to.deep.equal({ piece: '一。', isMore: true })
      expect(await next(here, 'b')).to.equal(undefined)
      await source.write('。')
      expect(await next(here, 'b')).to.deep.equal({ piece: '二。', isMore: true })
      expect(here.out).to.deep.equal([
        ['key', 'mailbox', '一。'],
        ['key', 'mailbox', '二。'],
      ])
    })

    it('are the same for a message that comes again', async () => {
      const { source } = here.begin()
      await source.write('一。二。三')
      const piece = await next(here, 'a')
      await source.write('。')
      expect(await next(here, 'a')).to.deep.equal(piece)
      expect(await next(there, 'a')).to.deep.equal(piece)
    })

    it('tell the end, where blanks are no more', async () => {
      here.register('mailbox', { deliver: () => new Promise(() => {}) })
      const { turn, source } = here.begin()
      await source.write('一。二')
      await first(here, turn)
      await source.write('。\n')
      await source.end()
      expect(await next(here, 'a')).to.deep.equal({ piece: '二。\n', isMore: false })
      expect(await next(here, 'b')).to.equal(undefined)
    })

    it('tell that there is more of a text that has ended', async () => {
      here.register('mailbox', { deliver: () => new Promise(() => {}) })
      const { turn, source } = here.begin()
      await source.write('一。二。')
      await first(here, turn)
      await source.write('茶'.repeat(700))
      await source.end()
      expect((await next(here, 'a'))?.isMore).to.equal(true)
      expect((await next(here, 'b'))?.isMore).to.equal(false)
    })

    it('are none when the rest is on its way', async () => {
      here.register('mailbox', {
        deliver: async (_turn, reply) => {
          await reply.text.over
          here.rests.push(await here.growing.rest(reply))
        },
      })
      const { turn, source } = here.begin()
      await source.write('一。二')
      await first(here, turn)
      await source.end()
      await turn.delivery
      expect((await draftOf())?.isClosed).to.equal(true)
      expect(await next(here, 'a')).to.equal(undefined)
      expect(await next(there, 'a')).to.equal(undefined)
      // A late attempt is answered as the others were.
      expect(await first(there)).to.deep.equal(text(`一。${LINE}`))
    })

    it('of an instance that does not write come from the Store', async () => {
      const { source } = here.begin()
      await source.write('一。二')
      expect(await next(there, 'a')).to.equal(undefined)
      await clock.advance(3000)
      expect(await next(there, 'a')).to.deep.equal({ piece: '一。', isMore: true })
      await source.write('。')
      expect(await next(here, 'b')).to.deep.equal({ piece: '二。', isMore: true })
    })

    it('let a source go on that was too far ahead', async () => {
      const { source } = here.begin()
      const sentence = `${'茶'.repeat(600)}。`
      await source.write(sentence.repeat(120))
      await source.write('终')
      for (let i = 0; i < 20; i += 1) await next(here, `asking ${i}`)
      await settled()
      await clock.advance(4000)
      expect((await draftOf())?.text.endsWith('终')).to.equal(true)
    })
  })

  describe('the rest', () => {
    it('ends with the error text if the source fails', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二')
      await first(here, turn)
      await source.end(new Error('no more'))
      await turn.delivery
      expect(here.rests).to.deep.equal(['二出错了'])
    })

    it('ends as it is if the source fails and there is no error text', async () => {
      const silent = new Instance(clock, store, { errorReply: none() })
      const { turn, source } = silent.begin()
      await source.write('一。二')
      await first(silent, turn)
      await source.end(new Error('no more'))
      await turn.delivery
      expect(silent.rests).to.deep.equal(['二'])
    })

    it('ends with dots if it took too long', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二')
      await first(here, turn)
      await clock.advance(60_000)
      await turn.delivery
      expect(here.rests).to.deep.equal(['二…'])
    })

    it('is what nobody has been given, and nobody is given more', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二')
      await first(here, turn)
      await source.write('。三。四')
      expect(await next(there, 'a')).to.equal(undefined)
      expect(await next(here, 'a')).to.deep.equal({ piece: '二。三。', isMore: true })
      await source.end()
      await turn.delivery
      expect(here.rests).to.deep.equal(['四'])
    })
  })

  describe('while the Store is away', () => {
    /** An instance that cannot reach it. */
    const cutOff = () => {
      const down = () => Promise.reject(new Error('down'))
      const values = { ...here.parts.values, entry: down, replace: down, delete: down }
      return new Instance(clock, store, { values })
    }

    it('are known to this process, and go on as usual', async () => {
      const alone = cutOff()
      const { turn, source, written } = alone.begin()
      await source.write('一。二。三')
      expect(await first(alone, turn)).to.deep.equal(text(`一。二。${LINE}`))
      await source.write('。四')
      expect(await first(alone, turn)).to.deep.equal(text(`一。二。${LINE}`))
      expect(await next(alone, 'a')).to.deep.equal({ piece: '三。', isMore: true })
      await source.end()
      await written
      await turn.delivery
      await settled()
      expect(alone.rests).to.deep.equal(['四'])
      const [line] = linesWith(alone.log, /^store failed/)
      expect(line?.text).to.equal('store failed, a growing reply is known to this instance only')
      expect(line?.fields.key).to.equal('key')
    })

    it('are not known to one that does not write', async () => {
      const alone = cutOff()
      expect(await first(alone)).to.equal(undefined)
      expect(await next(alone, 'a')).to.equal(undefined)
    })
  })
})
