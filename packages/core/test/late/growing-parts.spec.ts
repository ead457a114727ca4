/** The parts of a growing reply: each is decided once, whichever instance is asked. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { text } from '#src/reply/builders.js'
import type { Store } from '#src/store/types.js'
import { settled } from '../settled.ts'
import { Instance, LINE, twoInstances } from './instance.ts'

describe('the parts of a growing reply', () => {
  let clock: ManualClock
  let store: Store
  /** The instance that writes it, and one that does not. */
  let here: Instance
  let there: Instance

  beforeEach(() => {
    ;({ clock, store, here, there } = twoInstances())
  })
  const first = (instance: Instance, turn = instance.newTurn()) =>
    instance.growing.first(turn, 'mailbox')

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
      expect(await here.draft()).to.deep.include({ text: '一。二' })
      await source.end()
      await turn.delivery
      await settled()
      expect(await here.draft()).to.equal(undefined)
    })

    it('leaves the draft to the process that has taken the turn over', async () => {
      const { turn, source } = here.begin()
      await source.write('一。二')
      await first(here, turn)
      turn.handOver('closing')
      await source.end()
      await turn.delivery
      await settled()
      expect(await here.draft()).to.deep.include({ text: '一。二' })
    })
  })

  describe('while it is written', () => {
    it('are known to other instances from three seconds on, once a second', async () => {
      const { source } = here.begin()
      await source.write('一。')
      await clock.advance(2999)
      expect(await here.draft()).to.equal(undefined)
      await clock.advance(1)
      expect(await here.draft()).to.deep.include({ text: '一。' })
      await source.write('二。')
      await clock.advance(999)
      expect(await here.draft()).to.deep.include({ text: '一。' })
      await clock.advance(1)
      expect(await here.draft()).to.deep.include({ text: '一。二。' })
    })

    it('count from when the message was received', async () => {
      const turn = here.newTurn()
      await clock.advance(2000)
      const { source } = here.begin(turn)
      await source.write('一。')
      await clock.advance(999)
      expect(await here.draft()).to.equal(undefined)
      await clock.advance(1)
      expect(await here.draft()).to.deep.include({ text: '一。' })
    })

    it('are written down at once if it begins late', async () => {
      const turn = here.newTurn()
      await clock.advance(9000)
      const { source } = here.begin(turn)
      await source.write('一。')
      await clock.advance(0)
      expect(await here.draft()).to.not.equal(undefined)
    })

    it('are not written down when another process owns the message', async () => {
      const { turn, source } = here.begin()
      await source.write('一。')
      turn.handOver('closing')
      await clock.advance(3000)
      expect(await here.draft()).to.equal(undefined)
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

    it('go on so, too, if that one answers in the moment of the end', async () => {
      const { values } = here.parts
      const writing = new Instance(clock, store, {
        values: { ...values, entry: (key) => read(key) },
      })
      let read = values.entry
      const { turn, source, written } = writing.begin()
      await source.write('一。二')
      await clock.advance(3000)
      let reads = 0
      read = async (key) => {
        reads += 1
        // The first look at the end finds no first part, and the second closes the draft.
        if (reads === 2) await first(there)
        return values.entry(key)
      }
      await source.end()
      await written
      expect(turn.settled).to.deep.equal(text(`一。${LINE}`))
      await turn.delivery
      expect(writing.rests).to.deep.equal(['二'])
    })

    it('leave no timer behind if it ends while it is being written down', async () => {
      const { values } = here.parts
      let release = () => {}
      let reads = 0
      const entry: typeof values.entry = async (key) => {
        reads += 1
        if (reads === 1) await new Promise<void>((resolve) => (release = resolve))
        return values.entry(key)
      }
      const slow = new Instance(clock, store, { values: { ...values, entry } })
      const { source, written } = slow.begin()
      await source.write('一。')
      await clock.advance(3000)
      await source.end()
      await written
      release()
      await settled()
      expect(clock.pending).to.equal(0)
    })
  })

  it('begin anew with other words than those of a vanished process, each once', async () => {
    const vanished = new Instance(clock, store)
    const before = vanished.begin()
    await before.source.write('一。二')
    const part = await first(vanished, before.turn)
    const { source } = here.begin()
    await source.write('三。四')
    // What the user has read already stays the answer to the message.
    expect(await first(here)).to.deep.equal(part)
    const next = await here.growing.next('key', here.newTurn('asking'), 2048)
    expect(next?.piece).to.equal('（重新回答）三。')
  })
})
