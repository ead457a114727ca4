import { expect } from 'chai'
import { Account } from '#src/account.js'
import { moment } from '#src/clock.js'
import { Box } from '#src/late/box.js'
import { pagesOf, pagesOfRest } from '#src/late/waiting-replies.js'
import { text } from '#src/reply/builders.js'
import { createMemoryStore } from '#src/store/memory.js'
import { Turn } from '#src/turn/turn.js'
import { createSpecClock, messageOf, textXml } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'

describe('the box of a user', () => {
  it('has the first part of a reply before its rest, whichever process keeps which first', async () => {
    const clock = createSpecClock()
    const store = createMemoryStore({ clock })
    const account = new Account({ name: 'main', tokens: [], mode: 'plain' })
    const box = new Box({ account, clock, log: recordingLogger(), store }, 60_000)
    const turn = new Turn('key', messageOf(textXml()), moment(clock), 1)
    const other = new Turn('other', messageOf(textXml()), moment(clock), 1)
    await box.keep(turn, pagesOfRest('key', `二。${'茶'.repeat(700)}三。`))
    await box.keep(other, pagesOf('other', text('别的')))
    await box.keep(turn, pagesOf('key', text('一。')))
    const kept = await store.late.list(box.of(turn))
    const contents = kept.map(({ reply }) => (reply.type === 'text' ? reply.content : ''))
    expect(contents.map((content) => content.replaceAll('茶', ''))).to.deep.equal([
      '别的',
      '一。',
      '二。',
      '三。',
    ])
  })
})
