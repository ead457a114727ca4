/** The late replies that wait for the user of a turn. */
import { expect } from 'chai'
import { text } from '#src/reply/builders.js'
import type { Reply } from '#src/reply/types.js'
import type { Turn } from '#src/turn/turn.js'
import { linesWith, type RecordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'
import { createRuns, down, mailbox, type Runs } from './runs.ts'

describe('a turn that this process runs with a mailbox', () => {
  let records: Runs['records']
  let log: RecordingLogger
  let newBot: Runs['newBot']
  let run: Runs['run']
  let found: Runs['found']

  beforeEach(() => {
    ;({ records, log, newBot, run, found } = createRuns())
  })

  it('is settled from it, and asks no handler, when the user sends the trigger word', async () => {
    const bot = newBot()
    let asked = 0
    bot.on('text', () => `run ${++asked}`)
    const turn = await run(bot, { mailbox: mailbox({ takeUp: async () => text('waited') }) })
    await settled()
    expect(asked).to.equal(0)
    expect(turn).to.deep.include({ settled: text('waited'), answeredBy: 'mailbox' })
    expect(await found(turn)).to.deep.equal(text('waited'))
    expect(records.filter(({ type }) => type === 'chain')).to.deep.equal([])
  })

  it('is settled with the late reply in front of the handler’s', async () => {
    const bot = newBot()
    bot.on('text', () => 'new')
    const addTo = async (turn: Turn, reply: Reply) => text(`${turn.key} ${JSON.stringify(reply)}`)
    const turn = await run(bot, { mailbox: mailbox({ addTo }) })
    expect(turn.settled).to.deep.equal(text(`${turn.key} ${JSON.stringify(text('new'))}`))
    expect(turn.answeredBy).to.equal('main')
  })

  it('is settled with the handler’s reply when the mailbox cannot be read', async () => {
    const bot = newBot()
    bot.on('text', () => 'new')
    const turn = await run(bot, { mailbox: mailbox({ takeUp: down, addTo: down }) })
    expect(turn.settled).to.deep.equal(text('new'))
    const lines = linesWith(log, /^store failed, the replies that wait for this user/)
    expect(lines.map(({ fields }) => fields.key)).to.deep.equal([turn.key])
  })
})
