import { expect } from 'chai'
import { fit, MAX_TEXT_BYTES } from '#src/reply/limits.js'
import type { Reply } from '#src/reply/types.js'
import { eventXml, messageOf, textXml } from '../fixtures.ts'

const MESSAGE = messageOf(textXml())
const CLICK = messageOf(eventXml('CLICK'))

const fitText = (content: string) => fit({ type: 'text', content }, MESSAGE)
const contentOf = (content: string): string => {
  const { reply } = fitText(content)
  return reply.type === 'text' ? reply.content : expect.fail(`became ${reply.type}`)
}

describe('fit', () => {
  describe('a text', () => {
    it('of 2048 bytes is left as it is', () => {
      for (const content of ['a'.repeat(2048), `${'你'.repeat(682)}ab`]) {
        expect(Buffer.byteLength(content)).to.equal(MAX_TEXT_BYTES)
        expect(fitText(content)).to.deep.equal({ reply: { type: 'text', content }, advice: [] })
      }
    })

    it('of 2049 bytes is cut to 2048 with advice', () => {
      const { reply, advice } = fitText('a'.repeat(2049))
      expect(reply).to.deep.equal({ type: 'text', content: `${'a'.repeat(2045)}…` })
      expect(advice).to.have.length(1)
      expect(advice[0]).to.match(/2049 bytes.*2048.*ctx\.send\(\)/)
    })

    it('is never cut inside a character of several bytes', () => {
      for (const character of ['é', '你', '😀']) {
        for (let shift = 0; shift < 4; shift += 1) {
          const content = contentOf('x'.repeat(shift) + character.repeat(2000))
          expect(Buffer.byteLength(content)).to.be.within(2042, 2048)
          expect(content).to.match(new RegExp(`^x{${shift}}(?:${character})+…$`, 'u'))
        }
      }
    })

    it('is never cut inside a joined emoji or a combining sequence', () => {
      for (const grapheme of ['👨‍👩‍👧‍👦', '🇨🇳', '👍🏽', 'e\u0301']) {
        for (let shift = 0; shift < 6; shift += 1) {
          const kept = contentOf('x'.repeat(shift) + grapheme.repeat(1500)).slice(shift, -1)
          expect(kept.length).to.be.greaterThan(0)
          expect(kept.replaceAll(grapheme, ''), grapheme).to.equal('')
        }
      }
    })

    it('is never cut inside a link', () => {
      const link = '<a href="https://example.com/?q=1">more</a>'
      for (let shift = -4; shift <= link.length + 4; shift += 1) {
        const head = 'x'.repeat(MAX_TEXT_BYTES - link.length + shift)
        const content = contentOf(`${head}${link}${'y'.repeat(200)}`)
        expect(content.replaceAll(link, ''), `${shift}`).to.match(/^x+y*…$/)
        expect(Buffer.byteLength(content)).to.be.at.most(2048)
      }
    })

    it('that is nothing but one long link keeps no part of it', () => {
      expect(contentOf(`<a href="${'x'.repeat(3000)}">y</a>`)).to.equal('…')
    })

    it('without anything to see is not sent', () => {
      for (const content of ['', ' ', '\n\t', '\u3000']) {
        const { reply, advice } = fitText(content)
        expect(reply, JSON.stringify(content)).to.deep.equal({ type: 'none' })
        expect(advice.join()).to.contain('empty')
      }
    })
  })

  describe('news', () => {
    const newsOf = (count: number): Reply => ({
      type: 'news',
      articles: Array.from({ length: count }, (_, i) => ({ title: `t${i}` })),
    })
    const titles = (reply: Reply) => {
      return reply.type === 'news' ? reply.articles.map(({ title }) => title) : reply.type
    }

    it('in answer to a message keeps the first article', () => {
      expect(fit(newsOf(1), MESSAGE)).to.deep.equal({ reply: newsOf(1), advice: [] })
      const { reply, advice } = fit(newsOf(3), MESSAGE)
      expect(titles(reply)).to.deep.equal(['t0'])
      expect(advice[0]).to.match(/3 articles.*takes 1.*text/)
    })

    it('in answer to an event keeps eight articles', () => {
      expect(fit(newsOf(8), CLICK).advice).to.deep.equal([])
      const { reply, advice } = fit(newsOf(9), CLICK)
      expect(titles(reply)).to.have.length(8)
      expect(advice[0]).to.match(/9 articles.*takes 8.*event:CLICK/)
    })

    it('without any title is not sent', () => {
      const { reply, advice } = fit({ type: 'news', articles: [{ title: ' \0' }] }, CLICK)
      expect(reply.type).to.equal('none')
      expect(advice[0]).to.contain('title')
    })
  })

  describe('a media id', () => {
    const replies = (id: string): Reply[] => [
      { type: 'image', mediaId: id },
      { type: 'voice', mediaId: id },
      { type: 'video', mediaId: id },
      { type: 'music', musicUrl: 'https://example.com/a.mp3', thumbMediaId: id },
    ]

    it('of letters, digits, - and _ is sent', () => {
      for (const reply of [...replies('aZ0-_'), ...replies('m'.repeat(128))]) {
        expect(fit(reply, MESSAGE)).to.deep.equal({ reply, advice: [] })
      }
    })

    it('of anything else is not sent', () => {
      for (const id of ['a b', 'https://example.com/a.jpg', 'm'.repeat(129), 'a]]>', 'a\n']) {
        for (const reply of replies(id)) {
          const fitted = fit(reply, MESSAGE)
          expect(fitted.reply, `${reply.type} ${id}`).to.deep.equal({ type: 'none' })
          expect(fitted.advice[0]).to.contain(reply.type).and.to.contain('media id')
        }
      }
    })
  })

  it('sends music without a cover that is not given or empty, and none without music', () => {
    const music: Reply = { type: 'music', musicUrl: 'https://example.com/a.mp3' }
    for (const reply of [music, { ...music, thumbMediaId: '' }]) {
      expect(fit(reply, MESSAGE)).to.deep.equal({ reply: music, advice: [] })
    }
    expect(fit({ type: 'music', title: 't' }, MESSAGE).reply).to.deep.equal({ type: 'none' })
    for (const type of ['image', 'voice', 'video'] as const) {
      expect(fit({ type, mediaId: '' }, MESSAGE).reply).to.deep.equal({ type: 'none' })
    }
  })

  it('hands over messages to an agent or to AI, and never events', () => {
    const transfers: Reply[] = [
      { type: 'transfer_customer_service', kfAccount: 'a@b' },
      { type: 'transfer_biz_ai_ivr' },
    ]
    for (const reply of transfers) {
      expect(fit(reply, MESSAGE)).to.deep.equal({ reply, advice: [] })
      const fitted = fit(reply, CLICK)
      expect(fitted.reply).to.deep.equal({ type: 'none' })
      expect(fitted.advice[0]).to.contain('event')
    }
  })

  it('wants a MsgType of a raw reply', () => {
    const reply: Reply = { type: 'raw', fields: { MsgType: 'device_text' } }
    expect(fit(reply, MESSAGE)).to.deep.equal({ reply, advice: [] })
    for (const fields of [{}, { MsgType: '' }, { MsgType: 5 }, { MsgType: '\0 ' }]) {
      expect(fit({ type: 'raw', fields }, MESSAGE).reply.type).to.equal('none')
    }
  })

  it('knows a raw text without Content also by a MsgType with characters that XML cannot carry', () => {
    for (const MsgType of ['text', 'te\0xt', ' text\u0001']) {
      const fields = { MsgType, Content: '\0' }
      expect(fit({ type: 'raw', fields }, MESSAGE).reply.type, MsgType).to.equal('none')
    }
  })

  it('sends no music whose only address is too long: nothing would be left of it', () => {
    const musicUrl = `https://example.com/${'x'.repeat(3000)}`
    const { reply, advice } = fit({ type: 'music', musicUrl }, MESSAGE)
    expect(reply).to.deep.equal({ type: 'none' })
    expect(advice[0]).to.contain('2048')
    const hqMusicUrl = 'https://example.com/a.mp3'
    const { reply: left } = fit({ type: 'music', musicUrl, hqMusicUrl }, MESSAGE)
    expect(left).to.deep.equal({ type: 'music', hqMusicUrl })
  })

  describe('around media', () => {
    const long = '长'.repeat(1_000_000)
    const url = `https://example.com/${'x'.repeat(3000)}`
    const bytesOf = (reply: Reply) => Buffer.byteLength(JSON.stringify(reply))

    it('cuts titles and descriptions with advice', () => {
      const captions = { title: long, description: long }
      for (const reply of [
        { type: 'video', mediaId: 'm', ...captions },
        { type: 'music', thumbMediaId: 'm', ...captions },
        { type: 'news', articles: [captions] },
      ] as const satisfies readonly Reply[]) {
        const fitted = fit(reply, MESSAGE)
        expect(fitted.reply.type).to.equal(reply.type)
        expect(bytesOf(fitted.reply)).to.be.within(2500, 2700)
        expect(JSON.stringify(fitted.reply)).to.contain('长…')
        expect(fitted.advice).to.have.length(2)
        expect(fitted.advice[0]).to.match(/title is 3000000 bytes, 512 at most/)
      }
    })

    it('leaves out addresses that are too long, for a part of one leads elsewhere', () => {
      const article = { title: 't', url, picUrl: url }
      const news = fit({ type: 'news', articles: [article] }, MESSAGE)
      expect(news.reply).to.deep.equal({ type: 'news', articles: [{ title: 't' }] })
      expect(news.advice.join()).to.match(/article 1: url is 3020 bytes.*picUrl is 3020 bytes/)
      const music: Reply = { type: 'music', thumbMediaId: 'm', musicUrl: url, hqMusicUrl: url }
      expect(fit(music, MESSAGE).reply).to.deep.equal({ type: 'music', thumbMediaId: 'm' })
      const transfer: Reply = { type: 'transfer_customer_service', kfAccount: url }
      expect(fit(transfer, MESSAGE).reply).to.deep.equal({ type: 'transfer_customer_service' })
    })

    it('leaves alone what is as long as may be', () => {
      const article = {
        title: 't'.repeat(512),
        description: 'd'.repeat(2048),
        url: 'u'.repeat(2048),
      }
      const reply: Reply = { type: 'news', articles: [article] }
      expect(fit(reply, MESSAGE)).to.deep.equal({ reply, advice: [] })
    })
  })

  it('does not send a raw reply of more than 64 kB, nor one that holds itself', () => {
    const raw = (fields: object) =>
      fit({ type: 'raw', fields: { MsgType: 'x', ...fields } }, MESSAGE)
    expect(raw({ A: 'x'.repeat(65_000) }).reply.type).to.equal('raw')
    const itself: Record<string, unknown> = {}
    itself.A = itself
    for (const fields of [
      { A: 'x'.repeat(65_536) },
      { A: '长'.repeat(22_000) },
      { A: Array.from({ length: 1_000_000 }, () => 'x') },
      { A: [{ B: { C: 'x'.repeat(66_000) } }] },
      itself,
    ]) {
      const { reply, advice } = raw(fields)
      expect(reply.type).to.equal('none')
      expect(advice[0]).to.contain('more than 65536 bytes')
    }
  })

  it('has nothing to say about none', () => {
    const none: Reply = { type: 'none' }
    expect(fit(none, MESSAGE)).to.deep.equal({ reply: none, advice: [] })
  })
})
