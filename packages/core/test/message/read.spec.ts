import { expect } from 'chai'
import { KINDS } from '#src/message/kinds/index.js'
import type { FieldType, FieldTypes, KindTable } from '#src/message/kinds/table.js'
import type { Message } from '#src/message/types.js'
import { ACCOUNT, eventXml, failure, messageOf, textXml, USER, xmlOf } from '../fixtures.ts'

const HEADER = { ToUserName: ACCOUNT, FromUserName: USER, CreateTime: 1_700_000_000 }

/** A message of a kind of the table, with these elements besides the header. */
function ofKind(kind: string, inner: string): Message {
  const [MsgType = '', Event] = kind.split(':')
  const header = { ...HEADER, MsgType, ...(Event === undefined ? {} : { Event }) }
  return messageOf(xmlOf(header).replace('</xml>', `${inner}</xml>`))
}

/** Elements for every field of a row, and what they are to be read as. */
function sampleOf(row: FieldTypes): { xml: string; values: Record<string, unknown> } {
  const values: Record<string, unknown> = {}
  const xml = Object.entries(row).map(([name, type]) => {
    const types = isList(type) ? [type[0], type[0]] : [type]
    const samples = types.map((each, i) => oneSample(each, `${name} ${i}`))
    values[name] = isList(type) ? samples.map(({ value }) => value) : samples[0]?.value
    return samples.map(({ inner }) => `<${name}>${inner}</${name}>`).join('')
  })
  return { xml: xml.join(''), values }
}

function oneSample(type: FieldType, text: string): { inner: string; value: unknown } {
  if (type === 'number') return { inner: '<![CDATA[-12.50]]>', value: -12.5 }
  if (type === 'unsupported') return { inner: text, value: false }
  if (type === 'string' || type === 'string?') return { inner: text, value: text }
  const { xml, values } = sampleOf(type as FieldTypes)
  return { inner: xml, value: values }
}

/** What a row is read as when none of its fields came. */
function emptyOf(row: FieldTypes): Record<string, unknown> {
  const entries = Object.entries(row).flatMap(([name, type]): [string, unknown][] => {
    if (type === 'string?') return []
    if (type === 'string') return [[name, '']]
    if (type === 'number') return [[name, Number.NaN]]
    if (type === 'unsupported') return [[name, false]]
    return [[name, isList(type) ? [] : emptyOf(type as FieldTypes)]]
  })
  return Object.fromEntries(entries)
}

function isList(type: FieldType): type is readonly [FieldType] {
  return Array.isArray(type)
}

function pick(message: Message, row: FieldTypes): Record<string, unknown> {
  const entries = Object.entries(message).filter(([name]) => Object.hasOwn(row, name))
  return Object.fromEntries(entries)
}

describe('readMessage', () => {
  for (const [kind, row] of Object.entries(KINDS as KindTable)) {
    // A row may name a field of the header again; that one always comes.
    const fields = Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'Event'))

    it(`reads each field of ${kind} as its row says`, () => {
      const { xml, values } = sampleOf(fields)
      const message = ofKind(kind, xml)
      expect(message.kind).to.equal(kind)
      expect(pick(message, fields)).to.deep.equal(values)
    })

    it(`gives fields of ${kind} that did not come the value that their type promises`, () => {
      expect(pick(ofKind(kind, ''), fields)).to.deep.equal(emptyOf(fields))
    })

    it(`reads ${kind} without regard to case`, () => {
      for (const spelt of [kind.toLowerCase(), kind.toUpperCase()]) {
        const message = ofKind(spelt, '')
        expect(message).to.include({ kind, MsgType: kind.split(':')[0] })
        if (kind.startsWith('event:')) expect(message).to.have.property('Event', kind.slice(6))
      }
    })
  }

  it('reads the header, with CreateTime as a number and MsgId as text', () => {
    const message = messageOf(textXml({ MsgId: '6260957665266699303', MsgDataId: 'd', Idx: '2' }))
    expect(message).to.include({
      ToUserName: ACCOUNT,
      FromUserName: USER,
      CreateTime: 1_700_000_000,
      MsgId: '6260957665266699303',
      MsgDataId: 'd',
      Idx: '2',
    })
  })

  it('takes MsgID for MsgId', () => {
    const xml = xmlOf({
      ToUserName: 'a',
      FromUserName: 'b',
      CreateTime: 1,
      MsgType: 'text',
      MsgID: '7',
    })
    expect(messageOf(xml)).to.have.property('MsgId', '7')
  })

  it('has no MsgId when none came', () => {
    const xml = xmlOf({ ToUserName: 'a', FromUserName: 'b', CreateTime: 1, MsgType: 'text' })
    expect(messageOf(xml)).not.to.have.property('MsgId')
    expect(messageOf(eventXml('CLICK', { MsgId: '7' }))).not.to.have.property('MsgId')
  })

  it('marks a text that stands for a sticker, in the language of its user', () => {
    const marks = [
      '【收到不支持的消息类型，暂无法显示】',
      '【收到不支援的訊息類型，無法顯示】',
      '[Unsupported Message]',
      '[Unsupported message]',
    ]
    for (const Content of marks) {
      expect(messageOf(textXml({ Content })), Content).to.include({ Content, isUnsupported: true })
    }
    for (const Content of ['你好', `${marks[0]}是什么意思`, '收到不支持的消息类型，暂无法显示']) {
      expect(messageOf(textXml({ Content })), Content).to.have.property('isUnsupported', false)
    }
  })

  it('knows for which of several businesses a message is', () => {
    expect(messageOf(textXml({ BusinessId: '1' }))).to.have.property('BusinessId', '1')
  })

  describe('of what the table lacks', () => {
    it('keeps a message as other, with all its fields in raw', () => {
      const message = messageOf(textXml({ MsgType: 'Hologram', Depth: '3', Content: 'x' }))
      expect(message).to.include({ kind: 'other', MsgType: 'Hologram' })
      expect(message.raw).to.include({ Depth: '3', MsgType: 'Hologram' })
      expect(message).not.to.have.property('Depth')
    })

    it('keeps an event as event:other, with its name as it came', () => {
      const message = messageOf(eventXml('teleRPORT', { Where: 'x' }))
      expect(message).to.include({ kind: 'event:other', MsgType: 'event', Event: 'teleRPORT' })
      expect(message.raw.Where).to.equal('x')
    })

    it('does not take a MsgType for the event of the same name', () => {
      expect(messageOf(textXml({ MsgType: 'event:subscribe' })).kind).to.equal('other')
    })

    it('does not take a property of every object for a kind', () => {
      for (const name of ['constructor', '__proto__', 'toString']) {
        expect(messageOf(textXml({ MsgType: name })).kind, name).to.equal('other')
        expect(messageOf(eventXml(name)).kind, name).to.equal('event:other')
      }
    })
  })

  it('reads what is no decimal number as NaN, never as 0', () => {
    for (const came of ['', ' ', 'abc', '1e5', '0x10', 'Infinity', '1,5', '--1']) {
      const message = ofKind('location', `<Location_X>${came}</Location_X>`)
      expect(message, came).to.have.property('Location_X').that.is.NaN
    }
    const xml = '<Location_X>-0.5</Location_X><Location_Y><![CDATA[ 12. ]]></Location_Y>'
    expect(ofKind('location', xml)).to.include({ Location_X: -0.5, Location_Y: 12 })
  })

  it('reads one element of a list as a list', () => {
    const xml =
      '<SendPicsInfo><Count>1</Count><PicList><item><PicMd5Sum>a</PicMd5Sum></item></PicList></SendPicsInfo>'
    expect(ofKind('event:pic_weixin', xml)).to.deep.include({
      SendPicsInfo: { Count: 1, PicList: { item: [{ PicMd5Sum: 'a' }] } },
    })
  })

  it('reads both names of the end of a publishing job as one kind', () => {
    const message = ofKind('event:FREEPUBLISHJOBFINISH', '')
    expect(message).to.include({ kind: 'event:PUBLISHJOBFINISH', Event: 'PUBLISHJOBFINISH' })
  })

  it('reads a nested element where text belongs as if it had not come', () => {
    const xml = textXml().replace('<![CDATA[hello]]>', '<b>1</b>')
    expect(messageOf(xml)).to.have.property('Content', '')
  })

  it('refuses a document without one of the fields of every message, and names it', async () => {
    for (const field of ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType']) {
      for (const inner of ['', '<b>1</b>']) {
        const xml = textXml().replace(new RegExp(`(<${field}>).*(</${field}>)`), `$1${inner}$2`)
        expect((await failure('BAD_MESSAGE', () => messageOf(xml))).message).to.contain(field)
      }
      const without = textXml().replace(new RegExp(`<${field}>.*</${field}>`), '')
      const error = await failure('BAD_MESSAGE', () => messageOf(without))
      expect(error.status).to.equal(400)
      expect(error.message).to.contain(field)
    }
    expect((await failure('BAD_MESSAGE', () => messageOf(eventXml('')))).message).to.contain(
      'Event',
    )
  })

  it('refuses a CreateTime that is no whole number of seconds', async () => {
    for (const CreateTime of ['soon', '-1', '1.5', '1e9', '1'.repeat(16)]) {
      await failure('BAD_MESSAGE', () => messageOf(textXml({ CreateTime })))
    }
  })

  it('takes user names of 1 to 128 characters without control characters', async () => {
    const name = 'n'.repeat(128)
    expect(messageOf(textXml({ FromUserName: name })).FromUserName).to.equal(name)
    for (const bad of [`${name}n`, 'a\nb', 'a\u007fb']) {
      await failure('BAD_MESSAGE', () => messageOf(textXml({ FromUserName: bad })))
      await failure('BAD_MESSAGE', () => messageOf(textXml({ ToUserName: bad })))
    }
  })
})
