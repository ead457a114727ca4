import { expect } from 'chai'
import { parse } from '#src/pipeline/parse.js'
import { eventXml, failure, pushOf, textXml } from '../fixtures.ts'

describe('parse', () => {
  it('reads the message of a push', () => {
    expect(parse(pushOf(textXml()))).to.include({ kind: 'text', Content: 'hello' })
    expect(parse(pushOf(eventXml('click', { EventKey: 'k' })))).to.include({
      kind: 'event:CLICK',
      EventKey: 'k',
    })
  })

  it('knows the probe of cloud hosting, and takes no message for one', () => {
    const action = '<action>CheckContainerPath</action>'
    expect(parse(pushOf(`<xml>${action}</xml>`))).to.deep.equal({ kind: 'probe' })
    expect(parse(pushOf(textXml().replace('</xml>', `${action}</xml>`)))).to.include({
      kind: 'text',
    })
  })

  it('refuses what is no document, and what is no message', async () => {
    await failure('BAD_XML', () => parse(pushOf('{}')))
    await failure('BAD_MESSAGE', () => parse(pushOf('<xml><action>Other</action></xml>')))
  })
})
