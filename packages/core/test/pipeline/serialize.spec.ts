import { expect } from 'chai'
import { type SerializeParts, serialize } from '#src/pipeline/serialize.js'
import type { Reply } from '#src/reply/types.js'
import { Turn } from '#src/turn/turn.js'
import { parseXml } from '#src/xml/codec.js'
import { buildXml } from '#src/xml/write.js'
import {
  ACCOUNT,
  createSpecClock,
  eventXml,
  failure,
  messageOf,
  pushOf,
  T0,
  textXml,
  USER,
} from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

describe('serialize', () => {
  const clock = createSpecClock()
  const log = recordingLogger()
  const PARTS: SerializeParts = {
    settings: { development: false },
    services: { clock, log, writeXml: buildXml },
  }

  const attemptAt = (xml: string, seal = (reply: string, _now: number) => reply) => {
    const receivedAt = { now: T0, monotonic: 5000 }
    const turn = new Turn('key', messageOf(xml), receivedAt, 1, 1)
    turn.answeredBy = 'spec'
    return { turn, number: 1, push: pushOf(xml, { seal }) }
  }
  const write = (reply: Reply, parts: Partial<SerializeParts> = {}, xml = textXml()) => {
    return serialize(reply, attemptAt(xml), { ...PARTS, ...parts })
  }

  beforeEach(() => {
    log.lines.length = 0
  })

  it('writes a reply to the sender, from the account, at this second', () => {
    expect(write({ type: 'text', content: '你好\n<b>&amp;' })).to.equal(
      `<xml><ToUserName><![CDATA[${USER}]]></ToUserName>` +
        `<FromUserName><![CDATA[${ACCOUNT}]]></FromUserName>` +
        '<CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType>' +
        '<Content><![CDATA[你好\n<b>&amp;]]></Content></xml>',
    )
    expect(log.lines).to.deep.equal([])
  })

  it('writes news with its count', () => {
    const articles = [{ title: 'a' }, { title: 'b' }]
    const fields = parseXml(write({ type: 'news', articles }, {}, eventXml('CLICK')))
    expect(fields).to.include({ MsgType: 'news', ArticleCount: '2' })
    expect(JSON.parse(JSON.stringify(fields.Articles))).to.have.deep.nested.property('item[1]', {
      Title: 'b',
      Description: '',
      PicUrl: '',
      Url: '',
    })
  })

  it('seals the XML the way the push was', () => {
    const seal = (xml: string, now: number) => `sealed at ${now}: ${xml.slice(0, 5)}`
    const body = serialize({ type: 'text', content: 'a' }, attemptAt(textXml(), seal), PARTS)
    expect(body).to.equal(`sealed at ${T0}: <xml>`)
  })

  it('writes success for none, and never seals it', () => {
    const seal = () => expect.fail('sealed')
    const body = serialize({ type: 'none' }, attemptAt(textXml(), seal), PARTS)
    expect(body).to.equal('success')
  })

  describe('a reply beyond the limits', () => {
    const long: Reply = { type: 'text', content: 'a'.repeat(3000) }

    it('is repaired with a warning that names the plugin', () => {
      expect(Buffer.byteLength(String(parseXml(write(long)).Content))).to.be.at.most(2048)
      const [line] = linesWith(log, 'reply repaired')
      expect(line).to.have.property('level', 'warn')
      expect(line?.fields).to.include({ key: 'key', plugin: 'spec' })
      expect(line?.fields.advice).to.contain('3000 bytes')
    })

    it('is an error with the same advice in development', async () => {
      const error = await failure('BAD_REPLY', () =>
        write(long, { settings: { development: true } }),
      )
      expect(error.message).to.contain('3000 bytes')
    })

    it('becomes success when nothing can be repaired', () => {
      const empty: Reply[] = [
        { type: 'text', content: ' ' },
        { type: 'image', mediaId: 'https://example.com/a.jpg' },
        { type: 'raw', fields: {} },
      ]
      for (const reply of empty) expect(write(reply), reply.type).to.equal('success')
    })
  })

  describe('characters that XML forbids', () => {
    it('are left out with a warning', () => {
      const body = write({ type: 'text', content: 'a\u0001b\ufffec\ud800d' })
      expect(parseXml(body).Content).to.equal('abc\ufffdd')
      expect(linesWith(log, 'reply repaired')).to.have.length(1)
    })

    it('are an error in development', async () => {
      const reply: Reply = { type: 'text', content: 'a\u0001b' }
      await failure('BAD_REPLY', () => write(reply, { settings: { development: true } }))
    })

    it('alone make no reply: an empty Content shows the outage notice', () => {
      for (const content of ['\u0000', '\u0001 \u0002', '\ufffe\uffff']) {
        expect(write({ type: 'text', content }), JSON.stringify(content)).to.equal('success')
      }
    })
  })

  it('lets no text of a user add fields', () => {
    const content = ']]>]]></Content><MsgType><![CDATA[image]]></MsgType><Content><![CDATA['
    expect(parseXml(write({ type: 'text', content }))).to.include({
      MsgType: 'text',
      Content: content,
    })
  })
})
