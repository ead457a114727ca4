import { expect } from 'chai'
import { none, text } from '#src/reply/builders.js'
import { boxOf } from '#src/store/keys.js'
import { eventXml, pushOf, textXml } from '../fixtures.ts'
import { Waiting } from './waiting.ts'

const WAIT_TEXT = text('还在想，回复「继续」查看')

describe('mailbox', () => {
  let waiting: Waiting

  const newBox = (...args: Parameters<Waiting['newBox']>) => waiting.newBox(...args)
  const turnOf = (xml: string) => waiting.turnOf(xml)
  const says = (...args: Parameters<Waiting['says']>) => waiting.says(...args)
  const late = (...args: Parameters<Waiting['late']>) => waiting.late(...args)

  beforeEach(() => {
    waiting = new Waiting()
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

    it('never finds the box empty while a reply gets into it', async () => {
      const { store } = waiting
      const whiles: unknown[] = []
      const put: typeof store.late.put = async (...args) => {
        if (args[1].reply.type !== 'none') whiles.push(await box.takeUp(says('继续')))
        return store.late.put(...args)
      }
      const late = { ...store.late, put }
      const box = newBox({}, { store: { ...store, late }, patienceMs: 0 })
      const turn = says('question')
      await box.answer({ turn, number: 3, push: pushOf(textXml()) })
      turn.settle(text('晴'))
      await waiting.backlog.idle()
      expect(whiles).to.deep.equal([WAIT_TEXT])
      expect(await box.takeUp(says('继续'))).to.deep.equal(text('晴'))
      expect(await box.takeUp(says('继续'))).to.equal(undefined)
    })

    it('brings a reply whose place the Store has lost', async () => {
      const box = newBox()
      const turn = says('question')
      await box.answer({ turn, number: 3, push: pushOf(textXml()) })
      const { account, store } = waiting
      await store.late.remove(boxOf(account.scope, turn.message.FromUserName), turn.key)
      turn.settle(text('晴'))
      await waiting.backlog.idle()
      expect(await box.takeUp(says('继续'))).to.deep.equal(text('晴'))
    })

    it('brings it once, however long after', async () => {
      const box = newBox()
      await late(box, text('晴'))
      await box.takeUp(says('继续'))
      await waiting.clock.advance(599_999)
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
      await waiting.clock.advance(3000)
      expect(answers).to.deep.equal([])
      turn.settle(text('晴'))
      await waiting.clock.advance(200)
      expect(answers).to.deep.equal([text('晴')])
    })

    it('asks for patience again before its own deadline', async () => {
      const box = newBox()
      await box.answer({ turn: says('question'), number: 3, push: pushOf(textXml()) })
      const answers: unknown[] = []
      void box.takeUp(says('继续'))?.then((reply) => answers.push(reply))
      await waiting.clock.advance(4300)
      expect(answers).to.deep.equal([WAIT_TEXT])
    })

    it('looks once more at its deadline', async () => {
      const box = newBox({}, { patienceMs: 300 })
      const turn = says('question')
      await box.answer({ turn, number: 3, push: pushOf(textXml()) })
      const answers: unknown[] = []
      void box.takeUp(says('继续'))?.then((reply) => answers.push(reply))
      await waiting.clock.advance(299)
      expect(answers).to.deep.equal([])
      turn.settle(text('晴'))
      await waiting.clock.advance(1)
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

  describe('the answer to a new question', () => {
    it('does not take up a page of its own, which an earlier run has kept', async () => {
      const box = newBox()
      const turn = says('question')
      await late(box, text('晴'), turn)
      expect(await (box.addTo(turn, text('晴')) ?? text('晴'))).to.deep.equal(text('晴'))
      expect(await box.takeUp(says('继续'))).to.deep.equal(text('晴'))
    })

    it('has what waited in front of it', async () => {
      const box = newBox()
      await late(box, text('晴'))
      expect(await box.addTo(says('new'), text('新'))).to.deep.equal(text('晴\n\n新'))
      expect(await box.addTo(says('new'), text('新'))).to.deep.equal(text('新'))
    })

    it('takes nothing along where it goes into the mailbox, too', async () => {
      const box = newBox()
      await late(box, text('晴'))
      const turn = says('new')
      await box.answer({ turn, number: 3, push: pushOf(textXml()) })
      expect(await box.addTo(turn, text('新'))).to.equal(undefined)
      turn.settle(text('新'))
      await waiting.backlog.idle()
      expect(await box.takeUp(says('继续'))).to.deep.equal(text('晴\n\n新'))
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
