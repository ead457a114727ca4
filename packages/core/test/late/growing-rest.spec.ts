/** The parts of a growing reply after the first: each is given once, and the rest goes out together. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { none, text } from '#src/reply/builders.js'
import type { Store } from '#src/store/types.js'
import { linesWith } from '../recording-logger.ts'
import { settled } from '../settled.ts'
import { Instance, LINE, twoInstances } from './instance.ts'

const ROOM = 2048

describe('the later parts of a growing reply', () => {
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
  const next = (instance: Instance, asking: string) =>
    instance.growing.next('key', instance.newTurn(asking), ROOM)

  /** A reply whose first part has gone out, with the beginning of its second sentence. */
  const begun = async (instance = here) => {
    const { turn, source } = instance.begin()
    await source.write('一。二')
    await first(instance, turn)
    return { turn, source }
  }

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
      const { source } = await begun()
      await source.write('。\n')
      await source.end()
      expect(await next(here, 'a')).to.deep.equal({ piece: '二。\n', isMore: false })
      expect(await next(here, 'b')).to.equal(undefined)
    })

    it('tell the end, too, where only blanks do not fit', async () => {
      here.register('mailbox', { deliver: () => new Promise(() => {}) })
      const { source } = await begun()
      await source.write('。\n')
      await source.end()
      const bytes = Buffer.byteLength('二。')
      const piece = await here.growing.next('key', here.newTurn('a'), bytes)
      expect(piece).to.deep.equal({ piece: '二。', isMore: false })
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
      const { turn, source } = await begun()
      await source.end()
      await turn.delivery
      expect((await here.draft())?.isClosed).to.equal(true)
      expect(await next(here, 'a')).to.equal(undefined)
      expect(await next(there, 'a')).to.equal(undefined)
      // A late attempt is answered as the others were.
      expect(await first(there)).to.deep.equal(text(`一。${LINE}`))
    })

    it('of an instance that does not write come from the Store', async () => {
      const { source } = here.begin()
      await source.write('一。二')
      expect(await next(there, 'a')).to.equal(undefined)
      expect(there.log.lines).to.deep.equal([])
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
      expect((await here.draft())?.text.endsWith('终')).to.equal(true)
    })
  })

  describe('the rest', () => {
    it('ends with the error text if the source fails', async () => {
      const { turn, source } = await begun()
      await source.end(new Error('no more'))
      await turn.delivery
      expect(here.rests).to.deep.equal(['二出错了'])
    })

    it('ends as it is if the source fails and there is no error text', async () => {
      const silent = new Instance(clock, store, { errorReply: none() })
      const { turn, source } = await begun(silent)
      await source.end(new Error('no more'))
      await turn.delivery
      expect(silent.rests).to.deep.equal(['二'])
    })

    it('ends with dots if it took too long', async () => {
      const { turn } = await begun()
      await clock.advance(60_000)
      await turn.delivery
      expect(here.rests).to.deep.equal(['二…'])
    })

    it('is what nobody has been given, and nobody is given more', async () => {
      const { turn, source } = await begun()
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

    it('are those that the Store may have all the same, whatever was written since', async () => {
      const replace: typeof here.parts.values.replace = async (...all) => {
        await here.parts.values.replace(...all)
        await source.write('三。')
        throw new Error('no answer')
      }
      const unheard = new Instance(clock, store, { values: { ...here.parts.values, replace } })
      const { turn, source } = unheard.begin()
      await source.write('一。二。')
      const part = await first(unheard, turn)
      expect(part).to.deep.equal(await first(there))
      expect((await unheard.draft())?.taken).to.equal(4)
    })

    it('are not lost when the text is written down at the same time', async () => {
      const fail: (() => void)[] = []
      const replace = () =>
        new Promise<boolean>((_, reject) => fail.push(() => reject(new Error('no answer'))))
      const unheard = new Instance(clock, store, { values: { ...here.parts.values, replace } })
      const { turn, source } = unheard.begin()
      await source.write('一。二')
      const part = first(unheard, turn)
      await settled()
      await clock.advance(3000)
      for (const each of fail.splice(0)) each()
      const again = part.then(() => source.write('。三')).then(() => first(unheard, turn))
      await settled()
      expect(await again).to.deep.equal(await part)
    })

    it('are not known to one that does not write', async () => {
      const alone = cutOff()
      expect(await first(alone)).to.equal(undefined)
      expect(await next(alone, 'a')).to.equal(undefined)
    })
  })
})
