import { expect } from 'chai'
import { toPredicate } from '#src/message/filter.js'
import type { Filter } from '#src/message/types.js'
import { eventXml, failure, messageOf, textXml } from '../fixtures.ts'

const MESSAGES = {
  text: messageOf(textXml()),
  image: messageOf(textXml({ MsgType: 'image' })),
  other: messageOf(textXml({ MsgType: 'Hologram' })),
  click: messageOf(eventXml('click')),
  subscribe: messageOf(eventXml('subscribe')),
  otherEvent: messageOf(eventXml('Poi_Lost')),
}

/** The names of the sample messages that a filter lets through. */
function passing(filter: Filter): string[] {
  const matches = toPredicate(filter)
  return Object.entries(MESSAGES).flatMap(([name, message]) => (matches(message) ? [name] : []))
}

describe('toPredicate', () => {
  const filters: [Filter, string[]][] = [
    ['text', ['text']],
    ['event:CLICK', ['click']],
    ['other', ['other']],
    ['event:other', ['otherEvent']],
    ['message', ['text', 'image', 'other']],
    ['event', ['click', 'subscribe', 'otherEvent']],
    ['*', Object.keys(MESSAGES)],
    [
      ['image', 'event:subscribe', 'event:CLICK'],
      ['image', 'click', 'subscribe'],
    ],
    [
      ['text', 'event'],
      ['text', 'click', 'subscribe', 'otherEvent'],
    ],
    [{ MsgType: 'hologram' }, ['other']],
    [{ Event: 'POI_LOST' }, ['otherEvent']],
    [{ MsgType: 'event', Event: 'Click' }, ['click']],
    [{ MsgType: 'text', Event: 'CLICK' }, []],
    [({ raw }) => raw.Content === 'hello', ['text', 'image', 'other']],
  ]
  for (const [filter, expected] of filters) {
    const name = typeof filter === 'function' ? 'a function' : JSON.stringify(filter)
    it(`lets ${expected.join(', ') || 'nothing'} through for ${name}`, () => {
      expect(passing(filter)).to.deep.equal(expected)
    })
  }

  const wrong: [unknown, string][] = [
    ['txt', 'did you mean "text"?'],
    ['event:clik', 'did you mean "event:CLICK"?'],
    ['event:click', 'did you mean "event:CLICK"?'],
    [['text', 'imgae'], 'did you mean "image"?'],
    ['subscribe', 'got "subscribe"'],
    [[], 'an empty list'],
    [{}, 'neither'],
    [{ EventKey: 'x' }, '"EventKey"'],
    [{ Event: 5 }, 'text in Event'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['toString', '"toString"'],
  ]
  for (const [filter, hint] of wrong) {
    it(`refuses ${JSON.stringify(filter)} and says ${hint}`, async () => {
      const error = await failure('BAD_FILTER', () => toPredicate(filter as Filter))
      expect(error.message).to.contain(hint)
    })
  }

  it('suggests nothing for a name that resembles no kind', async () => {
    const error = await failure('BAD_FILTER', () => toPredicate('zzzzzzzzzz' as Filter))
    expect(error.message).not.to.contain('did you mean')
  })
})
