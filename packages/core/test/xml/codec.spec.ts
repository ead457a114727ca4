import { expect } from 'chai'
import { parseXml } from '#src/xml/codec.js'
import type { XmlFields } from '#src/xml/fields.js'
import { failure, SAMPLE } from '../fixtures.ts'

/** One field's value, given what stands between its tags. */
const contentOf = (inner: string) => parseXml(`<xml><F>${inner}</F></xml>`).F

describe('parseXml', () => {
  it('refuses what is malformed at first sight, before xml-js makes an error of each character', () => {
    for (const [xml, expected] of [
      ['>', 'nothing beside it'],
      [']', 'nothing beside it'],
      ['<xml>&</xml>', 'entities'],
      ['<xml>& a;</xml>', 'entities'],
      ['<xml></a></a>', 'not begun'],
      ['</a>', 'not begun'],
      ['<a/><a/>', 'nothing beside it'],
      ['<a>'.repeat(13), '12 levels'],
      ['<', 'tags that begin'],
      ['<xml><a b="</xml>', 'tags that begin'],
      ['<xml>< a></xml>', 'tags that begin'],
    ] as const) {
      expect(() => parseXml(xml), xml).to.throw(expected)
    }
  })

  it('reads attributes with anything in them but <', () => {
    const fields = parseXml(`<xml a="/>" b='">'><C d="&gt; > '">1</C><D e="/>"/><中/></xml>`)
    expect({ ...fields }).to.deep.equal({ C: '1', D: '', 中: '' })
  })

  describe('text', () => {
    it('is a string, also of 64-bit ids', () => {
      const xml = '<xml><MsgId>6260957665266699303</MsgId><CreateTime>1</CreateTime></xml>'
      expect({ ...parseXml(xml) }).to.deep.equal({ MsgId: '6260957665266699303', CreateTime: '1' })
    })

    it('has its entities decoded outside CDATA, and kept inside', () => {
      expect(contentOf('&lt;a&gt; &amp;amp; &#x4f60;&#22909;')).to.equal('<a> &amp; 你好')
      expect(contentOf('<![CDATA[&lt;a&gt; &amp;]]>')).to.equal('&lt;a&gt; &amp;')
    })

    it('of adjacent CDATA sections is joined', () => {
      expect(contentOf('<![CDATA[a]]]]><![CDATA[>b]]>')).to.equal('a]]>b')
    })

    it('keeps white space inside CDATA and drops it outside', () => {
      expect(contentOf(' \n<![CDATA[ user_get_card\n]]>\t')).to.equal(' user_get_card\n')
      expect(contentOf('\n  12  \n')).to.equal('12')
    })

    it('of an empty element is empty, however it is written', () => {
      for (const inner of ['', '<![CDATA[]]>', ' ', '<!-- nothing -->']) {
        expect(contentOf(inner), inner).to.equal('')
      }
      expect(parseXml('<xml><F/></xml>').F).to.equal('')
    })

    it('may hold markup and a declaration inside CDATA', () => {
      const text = '<!DOCTYPE a><?php <xml></xml> -->'
      expect(contentOf(`<![CDATA[${text}]]>`)).to.equal(text)
    })

    it('beside elements is dropped', () => {
      const xml = '<xml>webwx_msg_cli_ver_0x1<A>1</A> // note <B>2</B>tail</xml>'
      expect({ ...parseXml(xml) }).to.deep.equal({ A: '1', B: '2' })
    })
  })

  it('accepts what is legal around and on elements', () => {
    const documents = [
      '<?xml version="1.0" encoding="UTF-8"?><xml><A>1</A></xml>',
      '\ufeff<xml><A>1</A></xml>',
      '\n<!-- before --><xml><!-- <B>2</B> --><A>1</A></xml><!-- after -->\n',
      '<xml version="1" x=\'>\'><A id="7">1</A></xml>',
      '<xml>\r\n<A>1</A>\r\n</xml>\r\n',
      '<xml ><A\n>1</A ></xml\n>',
    ]
    for (const xml of documents) expect({ ...parseXml(xml) }, xml).to.deep.equal({ A: '1' })
  })

  it('reads CR LF as LF', () => {
    expect(contentOf('<![CDATA[a\r\nb\rc]]>')).to.equal('a\nb\nc')
  })

  it('reads nested fields, and repeated ones below the root as a list', () => {
    const fields = parseXml(
      '<xml><L><i><k>1</k></i><i><k>2</k></i><i>three</i><n>1</n></L><One><i>1</i></One></xml>',
    )
    expect(JSON.parse(JSON.stringify(fields))).to.deep.equal({
      L: { i: [{ k: '1' }, { k: '2' }, 'three'], n: '1' },
      One: { i: '1' },
    })
  })

  it('refuses a field that is repeated at the root', async () => {
    for (const second of ['<A>2</A>', '<A/>', '<A><b>1</b></A>']) {
      await failure('BAD_XML', () => parseXml(`<xml><A>1</A>${second}</xml>`))
    }
    await failure('BAD_XML', () => parseXml('<xml><A/><A/></xml>'))
  })

  it('refuses every proper prefix of a valid document', async () => {
    const xml = `<?xml version="1.0"?><!-- c -->${SAMPLE.replace('</xml>', '<L><i a="1">&lt;</i><i/></L></xml>')}`
    expect(parseXml(xml)).to.have.property('MsgId', '1234567890123456')
    for (let length = 0; length < xml.length; length += 1) {
      await failure('BAD_XML', () => parseXml(xml.slice(0, length)))
    }
  })

  const refused: Record<string, string> = {
    'a DTD': '<!DOCTYPE xml><xml><A>1</A></xml>',
    'an entity declaration': '<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
    'a DTD in lower case': '<!doctype xml><xml><A>1</A></xml>',
    'a declaration inside the root': '<xml><!ELEMENT A ANY><A>1</A></xml>',
    'a processing instruction': '<xml><?php echo 1?><A>1</A></xml>',
    'a style sheet': '<?xml version="1.0"?><?xml-stylesheet href="a"?><xml><A>1</A></xml>',
    'a second declaration': '<?xml version="1.0"?><?xml version="1.0"?><xml><A>1</A></xml>',
    'another root': '<html><A>1</A></html>',
    'a root in upper case': '<XML><A>1</A></XML>',
    'a root with a namespace prefix': '<w:xml><A>1</A></w:xml>',
    'two roots': '<xml><A>1</A></xml><xml><A>2</A></xml>',
    'text after the root': '<xml><A>1</A></xml>tail',
    'text before the root': 'head<xml><A>1</A></xml>',
    'CDATA after the root': '<xml><A>1</A></xml><![CDATA[x]]>',
    'an empty root': '<xml/>',
    'a root of text': '<xml>text</xml>',
    'crossed tags': '<xml><A><B>1</A></B></xml>',
    'an attribute without quotes': '<xml><A id=1>1</A></xml>',
    'an unknown entity': '<xml><A>&nothing;</A></xml>',
    'a bare ampersand': '<xml><A>a & b</A></xml>',
    'an empty document': '',
    'white space': ' \n ',
    JSON: '{"MsgType":"text"}',
  }
  for (const [name, xml] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      await failure('BAD_XML', () => parseXml(xml))
    })
  }

  it('refuses entities named after properties of every object', async () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      await failure('BAD_XML', () => parseXml(`<xml><A>&${name};</A></xml>`))
    }
  })

  it('keeps elements named after properties of every object to themselves', () => {
    const xml =
      '<xml><__proto__><polluted>1</polluted></__proto__><constructor>2</constructor>' +
      '<L><toString>3</toString><__proto__>4</__proto__></L></xml>'
    const fields = parseXml(xml)
    expect(Object.getPrototypeOf(fields)).to.equal(null)
    expect(Object.keys(fields)).to.deep.equal(['__proto__', 'constructor', 'L'])
    expect(fields.constructor).to.equal('2')
    const inner = fields.L as XmlFields
    expect(Object.getPrototypeOf(inner)).to.equal(null)
    expect(inner.toString).to.equal('3')
    expect(({} as Record<string, unknown>).polluted).to.equal(undefined)
  })

  it('does not take a prefixed field for the field', () => {
    expect(parseXml('<xml><w:A>1</w:A><B>2</B></xml>').A).to.equal(undefined)
  })

  it('reads twelve levels of elements, the root included, and refuses a thirteenth', async () => {
    const nested = (levels: number) => {
      return `<xml>${'<a>'.repeat(levels - 1)}1${'</a>'.repeat(levels - 1)}</xml>`
    }
    expect(parseXml(nested(12))).to.have.property('a')
    await failure('BAD_XML', () => parseXml(nested(13)))
    await failure('BAD_XML', () => parseXml(nested(50_000)))
  })

  it('refuses more than a million characters', async () => {
    await failure('BAD_XML', () => parseXml(`<xml><A>${'x'.repeat(1024 * 1024)}</A></xml>`))
  })
})
