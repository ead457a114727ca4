/** Documents from hell, rightly signed: a server of WeChat gone mad, or a token that leaked. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ALL, type Case, each, expectRefusal, expectThat, FORGED } from './case.js'
import { expectHarmless, inTime, postBytes, refuseAll, wrapped } from './document.js'

const lol = Array.from({ length: 9 }, (_, i) => {
  const entities = `&lol${i};`.repeat(10)
  return `<!ENTITY lol${i + 1} "${entities}">`
}).join('')

export const xml: readonly Case[] = [
  {
    id: 'S10',
    name: 'DTDs and external entities reach for nothing',
    modes: ALL,
    run: async (target) => {
      let hits = 0
      const canary = createServer((_, response) => {
        hits += 1
        response.end('<!ENTITY x "x">')
      })
      await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
      const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}`
      const dtd = (inside: string) => wrapped(`<!DOCTYPE xml ${inside}>`, '', '', '&x;FORGED')
      const verdict = await refuseAll(target, [
        dtd(`SYSTEM "${url}/a.dtd"`),
        dtd(`PUBLIC "-//W3C//DTD" "${url}/b.dtd"`),
        dtd(`[<!ENTITY x SYSTEM "${url}/c">]`),
        dtd(`[<!ENTITY % x SYSTEM "${url}/d"> %x;]`),
        dtd('[<!ENTITY x SYSTEM "file:///etc/passwd">]'),
        dtd('[<!ENTITY x SYSTEM "php://filter/read=convert.base64-encode/resource=/etc/hosts">]'),
        dtd(`[<!ENTITY x "${FORGED}">]`),
        dtd(''),
        wrapped('<!doctype xml>'),
        wrapped('', '<!ENTITY x "1">'),
        wrapped('', '', `<!ENTITY x SYSTEM "${url}/e">`),
        wrapped(`<?xml version="1.0"?><!-- --><!DOCTYPE xml SYSTEM "${url}/f">`),
        wrapped('<?xml version="1.0" encoding="UTF-8" standalone="no"?><!ELEMENT xml ANY>'),
        wrapped('', '<!ATTLIST xml a CDATA "b">'),
        wrapped('', '<!-- --><![INCLUDE[ x ]]>'),
        wrapped('', `<!x>`),
      ])
      // Without a DTD these are fields like any others; nobody fetches what they name.
      const include = `<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="${url}/g"/></a>`
      const schema = `<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="${url}/h"/>`
      const pictures = target.text('x', { kind: 'image', fields: { PicUrl: `${url}/i` } })
      const harmless = [wrapped('', include, '', 'a'), wrapped('', schema, '', 'b'), pictures]
      const sent = await expectHarmless(target, harmless)
      await new Promise((resolve) => canary.close(resolve))
      return [...verdict, ...sent, ...expectThat(hits === 0, `the canary was asked ${hits} times`)]
    },
  },
  {
    id: 'S10',
    name: 'entities that expand, and processing instructions',
    modes: ALL,
    run: async (target) => {
      const before = target.server.memory()
      const verdict = await refuseAll(target, [
        wrapped(`<!DOCTYPE xml [<!ENTITY lol0 "lol">${lol}]>`, '', '', '&lol9;'),
        wrapped(`<!DOCTYPE xml [<!ENTITY a "${'a'.repeat(20_000)}">]>`, '', '', '&a;'.repeat(5000)),
        wrapped('<!DOCTYPE xml [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', '', '', '&a;'),
        wrapped('<?php system("id") ?>'),
        wrapped('<?xml-stylesheet href="http://127.0.0.1/x.xsl"?>'),
        wrapped('', '<?php x ?>'),
        wrapped('', '', '<?x y?>'),
        wrapped('', '', '<?'),
        wrapped('', '<?xml version="1.0"?>'),
      ])
      const grown = target.server.memory() - before
      return [...verdict, ...expectThat(grown < 40 * 1024 * 1024, `memory grew by ${grown}`)]
    },
  },
  {
    id: 'S10',
    name: 'deep, wide and odd documents take no time',
    modes: ALL,
    run: async (target) => {
      const nest = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth)
      const attributes = Array.from({ length: 4000 }, (_, i) => `a${i}="1"`).join(' ')
      const refused = await refuseAll(target, [
        wrapped('', nest(13)),
        wrapped('', nest(1000)),
        wrapped('', nest(6000)),
        '<a>'.repeat(15_000),
        '<'.repeat(40_000),
        '<!--'.repeat(10_000),
        '<![CDATA['.repeat(4000),
        `<xml>${'<![CDATA[x]]>'.repeat(3000)}</xml>`,
        `<xml ${'a="'.repeat(10_000)}`,
        wrapped('', '<Content>again</Content>'),
        wrapped('', '<a/>'.repeat(10_000)),
      ])
      const fine = [
        wrapped('', `<b ${attributes}/>`, '', 'attributes'),
        wrapped('', `<c>${'<i/>'.repeat(8000)}</c>`, '', 'a list'),
        wrapped('', Array.from({ length: 4000 }, (_, i) => `<e${i}/>`).join(''), '', 'fields'),
        wrapped('', '', '', '&#38;'.repeat(5000)),
        wrapped('', '', '', '&unknown;&&&;&#x110000;&#0;'),
        wrapped('', `<${'n'.repeat(20_000)}/>`, '', 'a name'),
        wrapped(`<!--${'-'.repeat(10_000)} -->`, '', ' \n'.repeat(5000), 'a comment'),
      ]
      const sent = await inTime(target, () => expectHarmless(target, fine))
      return [...refused, ...sent]
    },
  },
  {
    id: 'S11',
    name: 'elements and attributes named like what all objects have',
    modes: ALL,
    run: async (target) => {
      const names = [
        '__proto__',
        'constructor',
        'prototype',
        '_parent',
        'parent',
        '_attributes',
        'elements',
        'toString',
        'valueOf',
        'hasOwnProperty',
        '__defineGetter__',
        'then',
        'toJSON',
        'length',
      ]
      const inner = '<polluted>1</polluted><isAdmin>1</isAdmin>'
      // An attribute may make a document malformed: the parser asks an object for hasOwnProperty.
      const attributes = names.map((name) =>
        wrapped('', `<a ${name}="polluted" ${name}.x="1"/>`, '', 'polluting'),
      )
      const sent = await expectHarmless(target, attributes)
      const named = await expectHarmless(
        target,
        names.flatMap((name) => [
          wrapped('', `<${name}>${inner}</${name}>`, '', 'polluting'),
          wrapped('', `<${name}/>`, '', 'polluting'),
          wrapped('', `<a><${name}>${inner}</${name}><${name}>x</${name}></a>`, '', 'polluting'),
          wrapped('', `<constructor><prototype>${inner}</prototype></constructor>`, '', 'x'),
          wrapped().replace('<MsgType>text', `<MsgType>${name}`).replace(FORGED, 'other'),
          wrapped()
            .replace('<MsgType>text', `<MsgType>event</MsgType><Event>${name}</Event><x>`)
            .replace('</MsgType><Content>', '</x><Content>')
            .replace(FORGED, 'event'),
        ]),
        // Names like any others: a message that has one is a message.
        [200],
      )
      return [...sent, ...named]
    },
  },
  {
    id: 'S12',
    name: 'every beginning of a message, and more than one',
    modes: ALL,
    run: async (target) => {
      const whole = target.text(FORGED)
      const prefixes = Array.from({ length: whole.length }, (_, end) => whole.slice(0, end))
      const step = Math.ceil(whole.length / 60)
      const some = prefixes.filter((_, i) => i % step === 0 || i > whole.length - 12)
      return refuseAll(target, [
        ...some,
        whole + whole,
        `${whole}<xml/>`,
        `${whole}x`,
        `x${whole}`,
        `${whole}</xml>`,
        whole.replace('</xml>', '</XML>'),
        whole.replace('<xml>', '<root>').replace('</xml>', '</root>'),
        whole.replace('</Content>', '</content>'),
        whole.replace(/<\/Content>/, ''),
        '{"MsgType":"text"}',
        '[]',
        'null',
        'success',
        ' ',
      ])
    },
  },
  {
    id: 'S12',
    name: 'bytes that are no UTF-8, or not only',
    modes: ALL,
    run: async (target) => {
      const text = wrapped()
      const at = text.indexOf(FORGED)
      const insert = (...bytes: number[]) =>
        Buffer.concat([
          Buffer.from(text.slice(0, at)),
          Buffer.from(bytes),
          Buffer.from(text.slice(at)),
        ])
      const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
      const bad = [
        insert(0xff),
        insert(0xc0, 0xbc),
        insert(0xed, 0xa0, 0x80),
        insert(0xf5, 0x80, 0x80, 0x80),
        insert(0xe4, 0xbd),
        utf16,
        Buffer.from(utf16).swap16(),
        Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text)]),
        Buffer.from([0x1f, 0x8b, 8, 0, 0]),
      ]
      return each(bad, async (bytes, i) =>
        expectRefusal(await postBytes(target, bytes), target.malformed, `bytes ${i}`),
      )
    },
  },
]
