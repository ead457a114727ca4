import { parseXml, sign } from '@wechatbot/core'
import { createPush, signQuery } from '@wechatbot/simulator'
import { expect } from 'chai'

describe('createPush', () => {
  it("writes WeChat's envelope and the fields of the kind", () => {
    const xml = createPush({
      kind: 'location',
      from: 'oA',
      to: 'gh_1',
      now: 1_700_000_000_999,
      msgId: '22478079132150902',
      fields: { Location_X: '22.5' },
    })
    expect(parseXml(xml)).to.include({
      ToUserName: 'gh_1',
      FromUserName: 'oA',
      CreateTime: '1700000000',
      MsgType: 'location',
      Location_X: '22.5',
      MsgId: '22478079132150902',
    })
  })

  it('gives events an Event and no MsgId', () => {
    const fields = parseXml(createPush({ kind: 'event:CLICK', fields: { EventKey: 'K' } }))
    expect(fields).to.include({ MsgType: 'event', Event: 'CLICK', EventKey: 'K' })
    expect(fields).not.to.have.property('MsgId')
  })

  it('gives every message a MsgId of its own', () => {
    const ids = Array.from({ length: 20 }, () => parseXml(createPush({ kind: 'text' })).MsgId)
    expect(new Set(ids).size).to.equal(20)
    for (const id of ids) expect(id).to.match(/^\d{17}$/)
  })

  it('takes a MsgId among the fields, as `send --set` gives it', () => {
    expect(parseXml(createPush({ kind: 'text', fields: { MsgId: '42' } })).MsgId).to.equal('42')
  })
})

describe('signQuery', () => {
  it('signs token, timestamp and nonce', () => {
    const query = signQuery({ token: 'AAAAA', now: 1_714_036_504_000, nonce: '1514711492' })
    expect(query).to.deep.equal({
      signature: sign('AAAAA', '1714036504', '1514711492'),
      timestamp: '1714036504',
      nonce: '1514711492',
    })
    // The worked example of WeChat's page.
    expect(query.signature).to.equal('f464b24fc39322e44b38aa78f5edd27bd1441696')
  })
})
