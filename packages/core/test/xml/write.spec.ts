import { expect } from 'chai'
import { parseXml } from '#src/xml/codec.js'
import { buildXml, createXmlWriter, type XmlInput } from '#src/xml/write.js'
import { failure, SAMPLE } from '../fixtures.ts'

describe('buildXml', () => {
  const tree = (fields: XmlInput): unknown => JSON.parse(JSON.stringify(parseXml(buildXml(fields))))

  it("writes back WeChat's sample to the letter", () => {
    const fields = parseXml(SAMPLE)
    expect(buildXml(fields)).to.equal(SAMPLE)
  })

  it('writes numbers plain at the root that it writes as CDATA below it', () => {
    const place = { Location_X: '23.134521', Label: 'x' }
    expect(buildXml({ ...place, SendLocationInfo: place })).to.equal(
      '<xml><Location_X>23.134521</Location_X><Label><![CDATA[x]]></Label><SendLocationInfo>' +
        '<Location_X><![CDATA[23.134521]]></Location_X><Label><![CDATA[x]]></Label>' +
        '</SendLocationInfo></xml>',
    )
  })

  it('puts what is no number into CDATA, whatever the field', () => {
    expect(buildXml({ MsgId: '1<b/>', CreateTime: '1e3' })).to.equal(
      '<xml><MsgId><![CDATA[1<b/>]]></MsgId><CreateTime><![CDATA[1e3]]></CreateTime></xml>',
    )
  })

  it('splits every ]]> over two sections', () => {
    for (const text of [']]>', 'a]]>b', 'a]]>b]]>c]]>', ']]]]>>', ']]>]]>', '<![CDATA[x]]>']) {
      expect(tree({ Content: text, After: '1' }), text).to.deep.equal({ Content: text, After: '1' })
    }
  })

  it('gives a user no way to add fields', () => {
    const text = ']]></Content><MsgType>event</MsgType><Content><![CDATA['
    const twice = `]]>${text}`
    expect(Object.keys(parseXml(buildXml({ Content: twice })))).to.deep.equal(['Content'])
    expect(tree({ Content: twice })).to.deep.equal({ Content: twice })
  })

  it('leaves out what XML 1.0 forbids, and keeps tab and line feed', () => {
    const forbidden = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code))
      .filter((c) => !'\t\n\r'.includes(c))
      .join('')
    expect(tree({ A: `a${forbidden}\ufffe\uffffb\t\n` })).to.deep.equal({ A: 'ab\t\n' })
  })

  it('does not let a forbidden character hide the end of a section', () => {
    expect(tree({ A: ']\u0000]\u0001>x' })).to.deep.equal({ A: ']]>x' })
  })

  it('replaces lone surrogates and keeps pairs', () => {
    expect(tree({ A: 'a\ud83db\ude00c😀' })).to.deep.equal({ A: 'a\ufffdb\ufffdc😀' })
    expect(tree({ A: '\ud83d\uffff\ude00' })).to.deep.equal({ A: '\ufffd\ufffd' })
  })

  it('writes nested objects, lists and empty text', () => {
    const fields = { A: { b: { c: '1' } }, L: { i: [{ t: 'x' }, { t: '' }] }, E: '' }
    expect(tree(fields)).to.deep.equal(fields)
  })

  it('refuses names that are no element names', async () => {
    for (const name of ['', 'a b', '1a', 'a>', 'a/', 'x:y', '<a']) {
      await failure('BAD_REPLY', () => buildXml({ [name]: '1' }))
    }
    await failure('BAD_REPLY', () => buildXml({ A: { 'b c': '1' } }))
  })

  it('refuses values that are no text, number, object or list', async () => {
    const values = [null, undefined, true, Number.NaN, Number.POSITIVE_INFINITY, () => '', [[]]]
    for (const value of values) {
      const error = await failure('BAD_REPLY', () => buildXml({ Foo: value } as never))
      expect(error.message).to.contain('<Foo>')
    }
  })

  it('writes no deeper than can be read', async () => {
    const nested = (levels: number): XmlInput => ({ a: levels > 2 ? nested(levels - 1) : 'x' })
    expect(parseXml(buildXml(nested(12)))).to.have.property('a')
    await failure('BAD_REPLY', () => buildXml(nested(13)))
  })

  it('refuses an object that contains itself', async () => {
    const round: Record<string, unknown> = {}
    round.again = round
    await failure('BAD_REPLY', () => buildXml(round as never))
  })
})

describe('a writer that remembers shapes', () => {
  /** Fields of a shape that no other number has. */
  const shapeOf = (i: number, text = 'x'): XmlInput => ({ [`F${i}`]: text })

  it('writes what buildXml writes, at first and from memory', () => {
    const write = createXmlWriter()
    const article = (Title: string) => ({ Title, Url: 'https://example.com' })
    const documents: XmlInput[] = [
      { Content: 'a', CreateTime: 1 },
      { Content: 'b]]>', CreateTime: 2 },
      // The same names, but no number.
      { Content: 'c', CreateTime: 'no number' },
      { Articles: { item: [article('one'), article('two')] } },
      { Articles: { item: [article('three')] } },
      // The same texts in order, at another depth.
      { A: { B: '1', C: '2' } },
      { A: { B: '1' }, C: '2' },
      { Location_X: 1.5, In: { Location_X: 1.5 } },
    ]
    for (const fields of [...documents, ...documents]) {
      expect(write(fields)).to.equal(buildXml(fields))
    }
  })

  it('remembers 256 shapes, then forgets them: handlers may make up names of fields', () => {
    const known = new Map<string, readonly string[]>()
    const write = createXmlWriter(known)
    for (let i = 0; i < 256; i += 1) write(shapeOf(i))
    for (let i = 0; i < 256; i += 1) write(shapeOf(i, 'again'))
    expect(known.size).to.equal(256)
    expect(write(shapeOf(256))).to.equal('<xml><F256><![CDATA[x]]></F256></xml>')
    expect(known.size).to.equal(1)
    expect(write(shapeOf(0))).to.equal('<xml><F0><![CDATA[x]]></F0></xml>')
  })

  it('keeps no room for the shapes that every bot has: text replies and envelopes', () => {
    const known = new Map<string, readonly string[]>()
    const write = createXmlWriter(known)
    const reply = { ToUserName: 'a', FromUserName: 'b', CreateTime: 1, MsgType: 'text' }
    write({ ...reply, Content: 'x' })
    write({ Encrypt: 'x', MsgSignature: 'x', TimeStamp: '1', Nonce: 'x' })
    expect(known.size).to.equal(0)
  })
})
