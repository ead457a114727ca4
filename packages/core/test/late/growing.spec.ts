/** How a growing reply is written, and its end. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { none, text } from '#src/reply/builders.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock } from '../fixtures.ts'
import { linesWith } from '../recording-logger.ts'
import { settled } from '../settled.ts'
import { Instance, LINE, Source } from './instance.ts'

const CUT_OFF = 'growing reply cut off: too slow'

describe('a growing reply', () => {
  let clock: ManualClock
  let store: Store
  let here: Instance

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    here = new Instance(clock, store)
  })
  const errorOf = async (written: ReturnType<Instance['begin']>['written']) => {
    const end = await written
    return 'error' in end ? (end.error as Error).message : undefined
  }

  describe('that is complete before any part went out', () => {
    it('is a text, and leaves no timer and no draft behind', async () => {
      const { turn, source, written } = here.begin()
      await source.write('一。')
      await source.write('二。')
      await source.end()
      expect(await written).to.deep.equal({ reply: text('一。二。') })
      expect(turn.settled).to.equal(undefined)
      expect(await here.growing.first(turn, 'mailbox')).to.equal(undefined)
      expect(clock.pending).to.equal(0)
      expect(linesWith(here.log, CUT_OFF)).to.deep.equal([])
    })

    it('is none if it is empty or blank', async () => {
      for (const blank of ['', ' \n']) {
        const { source, written } = here.begin()
        await source.write(blank)
        await source.end()
        expect(await written).to.deep.equal({ reply: none() })
      }
    })

    it('is an error with what was written if its source fails', async () => {
      const { source, written } = here.begin()
      const error = new Error('no more')
      await source.write('一。')
      await source.end(error)
      expect(await written).to.deep.equal({ error, written: '一。' })
      expect(clock.pending).to.equal(0)
    })

    it('is an error if its source was read for another message', async () => {
      const source = new Source()
      void here.growing.write(here.newTurn(), { type: 'stream', source })
      const again = here.growing.write(here.newTurn('other'), { type: 'stream', source })
      expect(await errorOf(again)).to.equal(
        'the source of this reply has been read for another one',
      )
    })

    it('ends with dots, which the log notes, when its time is over', async () => {
      const turn = here.newTurn()
      await clock.advance(1000)
      const { source, written } = here.begin(turn)
      await source.write('一。')
      await clock.advance(58_999)
      expect(source.isStopped).to.equal(false)
      await clock.advance(1)
      expect(await written).to.deep.equal({ reply: text('一。…') })
      expect(linesWith(here.log, CUT_OFF)).to.have.length(1)
    })

    it('is an error if it has only blanks when its time is over', async () => {
      const { source, written } = here.begin()
      await source.write(' ')
      await clock.advance(60_000)
      expect(await errorOf(written)).to.equal(
        'the source wrote nothing within the time of a handler',
      )
    })

    it('stops when it can reach nobody', async () => {
      const { turn, source, written } = here.begin()
      await source.write('一。')
      turn.abort('nobody is there')
      expect(await written).to.deep.equal({ reply: text('一。') })
    })

    it('is what it is when its turn has timed out: nobody gets a part of it', async () => {
      const { turn, source, written } = here.begin()
      await source.write(`${'茶'.repeat(700)}。`)
      turn.settle(none())
      await source.end()
      expect(await written).to.deep.equal({ reply: text(`${'茶'.repeat(700)}。`) })
      expect(turn.delivery).to.equal(undefined)
    })
  })

  describe('that is longer than a page when it is complete', () => {
    const PAGE = '茶'.repeat(682)

    const whole = async (content: string, instance = here) => {
      const { turn, source, written } = instance.begin()
      await source.write(content)
      await source.end()
      const end = await written
      return { turn, end }
    }

    it('has no parts while it fits one', async () => {
      const { turn } = await whole(`${PAGE}aa`)
      expect(turn.settled).to.equal(undefined)
    })

    it('goes out as a first part, with the rest by the first strategy that is able', async () => {
      const instance = new Instance(clock, store)
      const asked: string[] = []
      instance.register('mailbox', {
        isAble: async () => {
          asked.push('mailbox')
          return false
        },
      })
      instance.register('broken', {
        isAble: () => {
          asked.push('broken')
          return Promise.reject(new Error('down'))
        },
      })
      instance.register('able')
      instance.register('last', {
        isAble: async () => {
          asked.push('last')
          return true
        },
      })
      const promised: string[] = []
      instance.parts.promises.make = async (_turn, by) => void promised.push(by)
      const { turn } = await whole(`${PAGE}aaa`, instance)
      expect(asked).to.deep.equal(['mailbox', 'broken'])
      expect(promised).to.deep.equal(['able'])
      const { content } = turn.settled as { content: string }
      expect(content.endsWith(LINE)).to.equal(true)
      expect(Buffer.byteLength(content)).to.be.at.most(2048)
      await turn.delivery
      expect(content.slice(0, -LINE.length) + instance.rests.join('')).to.equal(`${PAGE}aaa`)
    })

    it('has one first part if it has gone out before', async () => {
      const { turn, source, written } = here.begin()
      await source.write('一。二')
      await here.growing.first(turn, 'mailbox')
      here.parts.promises.make = async () => expect.fail('promised again')
      await source.write(`${PAGE}aaa`)
      await source.end()
      await written
      await turn.delivery
      expect(here.rests.join('')).to.equal(`二${PAGE}aaa`)
    })
  })

  describe('when its process ends', () => {
    it('stops, and is waited for until what it has promised is delivered', async () => {
      const first = here.begin()
      const other = here.begin(here.newTurn('other'))
      await first.source.write('一。二')
      await here.growing.first(first.turn, 'mailbox')
      let deliver = () => {}
      first.turn.run = new Promise((resolve) => (deliver = resolve))
      // Nobody was promised anything of it, so nobody waits for it.
      other.turn.run = new Promise(() => {})
      const ends: string[] = []
      void here.growing.stop().then(() => ends.push('stopped'))
      await settled()
      expect([first.source.isStopped, other.source.isStopped]).to.deep.equal([false, false])
      expect(await first.written).to.deep.include({ reply: text('一。二') })
      await other.written
      expect(ends).to.deep.equal([])
      deliver()
      await settled()
      expect(ends).to.deep.equal(['stopped'])
      expect(here.rests).to.deep.equal(['二'])
    })
  })
})
