import { expect } from 'chai'
import { digest } from '#src/crypto/digest.js'
import { messageKey } from '#src/message/key.js'
import { eventXml, messageOf, textXml, USER } from '../fixtures.ts'

const keyOf = (xml: string, scope = 'wx1') => messageKey(messageOf(xml), [scope], digest)

describe('messageKey', () => {
  it('of a message is account, sender and MsgId', () => {
    expect(keyOf(textXml({ MsgId: '77' }))).to.equal(`wx1|${USER}|77`)
  })

  it('of a message does not depend on its other fields', () => {
    expect(keyOf(textXml({ Content: 'a' }))).to.equal(keyOf(textXml({ Content: 'b' })))
  })

  it('differs between accounts, users and 64-bit ids', () => {
    const keys = [
      keyOf(textXml()),
      keyOf(textXml(), 'wx2'),
      keyOf(textXml({ FromUserName: 'other' })),
      keyOf(textXml({ MsgId: '6260957665266699303' })),
      keyOf(textXml({ MsgId: '6260957665266699304' })),
    ]
    expect(new Set(keys)).to.have.property('size', keys.length)
  })

  it('of two events in one second differs by any field', () => {
    const keys = [
      keyOf(eventXml('CLICK', { EventKey: 'a' })),
      keyOf(eventXml('CLICK', { EventKey: 'b' })),
      keyOf(eventXml('VIEW', { EventKey: 'a' })),
      keyOf(eventXml('CLICK', { EventKey: 'a', MenuId: '1' })),
      keyOf(eventXml('CLICK', { EventKey: 'a', CreateTime: 1_700_000_001 })),
    ]
    expect(new Set(keys)).to.have.property('size', keys.length)
  })

  it('of an event is the same for a retry, whatever the order of its fields', () => {
    const xml = eventXml('CLICK', { EventKey: 'a', Zoo: '1' })
    const reordered = xml.replace(/(<EventKey>.*<\/EventKey>)(<Zoo>.*<\/Zoo>)/, '$2$1')
    expect(reordered).not.to.equal(xml)
    expect(keyOf(reordered)).to.equal(keyOf(xml))
  })

  it('of an event leaves out Encrypt, which every attempt has anew', () => {
    const key = keyOf(eventXml('CLICK', { EventKey: 'a', Encrypt: 'one' }))
    expect(keyOf(eventXml('CLICK', { EventKey: 'a', Encrypt: 'two' }))).to.equal(key)
  })

  it('of an event sees nested fields and lists', () => {
    const nested = (inner: string) => eventXml('pic').replace('</xml>', `<P>${inner}</P></xml>`)
    const keys = ['<i>1</i><i>2</i>', '<i>2</i><i>1</i>', '<i>1</i>', '<i><j>1</j></i>', '1']
    expect(new Set(keys.map((inner) => keyOf(nested(inner))))).to.have.property('size', 5)
  })

  it('of a message without a MsgId is made of all its fields', () => {
    const empty = (Content: string) => textXml({ MsgId: '', Content })
    expect(keyOf(empty('a'))).not.to.equal(keyOf(empty('b')))
    expect(keyOf(empty('a'))).to.equal(keyOf(empty('a')))
  })

  it('cannot be made equal by a separator or an escape inside a part', () => {
    const parts = ['a', '|', '%', '7C', '%7C', '25', 'a|', '|a']
    const keys = new Set<string>()
    for (const FromUserName of parts) {
      for (const MsgId of parts) keys.add(keyOf(textXml({ FromUserName, MsgId }), 's'))
    }
    expect(keys.size).to.equal(parts.length ** 2)
  })
})
