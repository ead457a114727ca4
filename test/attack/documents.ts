/** S10-S13: what may stand in a document, and what a user's text may do to a reply. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { type AttackCase, queryOf, type Target } from './target.js'
import { createPush, SAMPLE_ACCOUNT, SAMPLE_USER } from './tools.js'

/** Signed as they are; in safe mode the document itself is what is encrypted. */
async function statusOf(target: Target, xml: string): Promise<number> {
  const { query } = target.sign(createPush({ kind: 'text' }))
  if (target.mode === 'plain') return (await target.post(queryOf(query), xml)).status
  // What the envelope is made of is the attacker's, its content is not.
  const { body } = target.sign(createPush({ kind: 'text' }))
  const envelope = body.replace(
    /^<xml>/,
    xml.slice(0, Math.max(0, xml.indexOf('<xml>'))) || '<xml>',
  )
  return (await target.post(queryOf(query), envelope === body ? xml : envelope)).status
}

const inner = (more = '') =>
  `<ToUserName>${SAMPLE_ACCOUNT}</ToUserName><FromUserName>${SAMPLE_USER}</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>a</Content><MsgId>1</MsgId>${more}`
/** Malformed in plain mode; in an envelope nothing is told apart. */
const refused = ({ mode }: Target) => (mode === 'plain' ? [400] : [400, 403])

export const DOCUMENT_CASES: readonly AttackCase[] = [
  {
    id: 'S10',
    name: 'DTDs, entities, external and nested, processing instructions',
    run: async (target) => {
      let hits = 0
      const canary = createServer((_req, res) => {
        hits += 1
        res.end('<!ENTITY x "y">')
      }).listen(0, '127.0.0.1')
      const url = `http://127.0.0.1:${(canary.address() as AddressInfo)?.port}/x`
      const laughs = Array.from(
        { length: 9 },
        (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
      ).join('')
      for (const head of [
        `<!DOCTYPE xml [<!ENTITY x SYSTEM "${url}">]>`,
        `<!DOCTYPE xml SYSTEM "${url}">`,
        `<!DOCTYPE xml [<!ENTITY % p SYSTEM "${url}">%p;]>`,
        '<!DOCTYPE xml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        `<!DOCTYPE xml [<!ENTITY l0 "ha">${laughs}]>`,
        '<!doctype xml>',
        '<?xml-stylesheet href="http://127.0.0.1/"?>',
        '<?php echo 1 ?>',
      ]) {
        expect(await statusOf(target, `${head}<xml>${inner()}</xml>`), head).to.be.oneOf(
          refused(target),
        )
      }
      expect(await statusOf(target, `<xml>${inner('<a>&x;</a>')}</xml>`)).to.be.oneOf(
        refused(target),
      )
      canary.close()
      expect(hits).to.equal(0)
    },
  },
  {
    id: 'S11',
    name: 'elements named after what every object has',
    run: async (target) => {
      const fields = {
        __proto__x: '1',
        constructor: 'x',
        toString: 'x',
        valueOf: 'x',
        hasOwnProperty: 'x',
        _parent: 'x',
      }
      const xml = createPush({ kind: 'text', fields: { Content: '原型', ...fields } })
      const proto = xml.replaceAll('__proto__x', '__proto__')
      expect(await target.replyTo(proto)).to.equal('原型')
      const nested = proto.replace('</xml>', '<a><__proto__><b>1</b></__proto__></a></xml>')
      expect(
        await target.replyTo(nested.replace('原型', '原型二').replace(/<MsgId>\d/, '<MsgId>9')),
      ).to.equal('原型二')
    },
  },
  {
    id: 'S12',
    name: 'documents cut short',
    run: async (target) => {
      const { query, body } = target.sign(createPush({ kind: 'text' }))
      const step = Math.ceil(body.length / 25)
      for (let end = 0; end < body.length; end += step) {
        const { status } = await target.post(queryOf(query), body.slice(0, end))
        expect(status, `${end} of ${body.length}`).to.be.oneOf(refused(target))
      }
      expect((await target.post(queryOf(query), body.slice(0, -1))).status).to.be.oneOf(
        refused(target),
      )
    },
  },
  {
    id: 'S12',
    name: 'what is no document, or more than one',
    modes: ['plain'],
    run: async (target) => {
      const good = `<xml>${inner()}</xml>`
      for (const xml of [
        '',
        ' ',
        '{}',
        'success',
        '<xml>',
        '<xml/>',
        '<xml></xml>',
        `${good}${good}`,
        `${good}x`,
        `x${good}`,
        `<XML>${inner()}</XML>`,
        `<a:xml>${inner()}</a:xml>`,
        `<xml>${inner()}</xml `,
        `<xml>${inner('<a></b>')}</xml>`,
        `<xml>${inner('<a')}</xml>`,
        `<xml>${inner('&nope;')}</xml>`,
        `<xml>${inner('<a>'.repeat(100_000 / 10))}</xml>`,
        `<xml>${inner('<a>'.repeat(40) + '</a>'.repeat(40))}</xml>`,
        `<xml>${inner(`<MsgType>image</MsgType>`)}</xml>`,
        good.replace('<MsgType>text</MsgType>', ''),
        good.replace(SAMPLE_USER, 'o\u0001user'),
        good.replace(SAMPLE_USER, 'o'.repeat(129)),
        good.replace(SAMPLE_USER, ''),
      ]) {
        expect(await statusOf(target, xml), xml.slice(0, 80)).to.equal(400)
      }
    },
  },
  {
    id: 'S12',
    name: 'other encodings: UTF-16, invalid UTF-8',
    modes: ['plain'],
    run: async (target) => {
      const good = `<xml>${inner()}</xml>`
      for (const body of [
        Buffer.from(`\ufeff${good}`, 'utf16le'),
        Buffer.concat([
          Buffer.from(good.slice(0, 20)),
          Buffer.from([0xff, 0xc0, 0x80]),
          Buffer.from(good.slice(20)),
        ]),
        Buffer.from([0xed, 0xa0, 0x80]),
      ]) {
        const { query } = target.sign(createPush({ kind: 'text' }))
        expect((await target.post(queryOf(query), body)).status).to.equal(400)
      }
    },
  },
  {
    id: 'S13',
    name: 'text that would end its CDATA, add fields, or be half a character',
    run: async (target) => {
      for (const content of [
        ']]>',
        ']]]]><![CDATA[>',
        ']]></Content><MsgType><![CDATA[image]]></MsgType><Content><![CDATA[',
        '<a href="javascript:alert(1)">x</a>',
        '&lt;&amp;&#60;',
        '一\n二',
        '👨‍👩‍👧‍👦😀',
        '</xml>',
      ]) {
        const xml = createPush({ kind: 'text', fields: { Content: content } })
        expect(await target.replyTo(xml), content).to.equal(content)
      }
    },
  },
  {
    id: 'S13',
    name: 'ids of 64 bits that differ in the last digit',
    run: async (target) => {
      for (const [msgId, content] of [
        ['6260957665266699303', '三'],
        ['6260957665266699304', '四'],
      ] as const) {
        const xml = createPush({ kind: 'text', msgId, fields: { Content: content } })
        expect(await target.replyTo(xml)).to.equal(content)
      }
    },
  },
]
