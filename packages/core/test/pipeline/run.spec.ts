import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Context } from '#src/chain/context.js'
import { moment } from '#src/clock.js'
import { runTurn } from '#src/pipeline/run.js'
import type { Services } from '#src/pipeline/runtime.js'
import { image, none, text } from '#src/reply/builders.js'
import type { Store } from '#src/store/types.js'
import { LEASE_MS, Turn } from '#src/turn/turn.js'
import { messageOf, textXml } from '../fixtures.ts'
import { attemptAt, withServices } from '../parts.ts'
import { linesWith, type RecordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'
import { createRuns, down, mailbox, type Runs } from './runs.ts'

describe('a turn that this process runs', () => {
  let clock: ManualClock
  let store: Store
  let records: Runs['records']
  let log: RecordingLogger
  let newBot: Runs['newBot']
  let run: Runs['run']
  let found: Runs['found']

  const storeWith = (part: Partial<Store['turns']>): Store => ({
    ...store,
    turns: { ...store.turns, ...part },
  })

  beforeEach(() => {
    ;({ clock, store, records, log, newBot, run, found } = createRuns())
  })

  it('asks its handlers, and keeps their reply for every other process', async () => {
    const bot = newBot()
    bot.on('text', () => 'hi')
    const turn = await run(bot)
    expect(turn).to.deep.include({ settled: text('hi'), answeredBy: 'main', asked: 'main' })
    expect(await found(turn)).to.deep.equal(text('hi'))
    expect(bot.state.turns.size).to.equal(0)
  })

  it('wakes the keeper before its handlers are asked', async () => {
    const bot = newBot()
    const woken: string[] = []
    bot.on('text', () => void woken.push('handler'))
    await run(bot, { wakeKeeper: () => void woken.push('keeper') })
    expect(woken).to.deep.equal(['keeper', 'handler'])
  })

  it('keeps none for the others when its reply goes out by the API', async () => {
    const bot = newBot()
    const { turn } = await attemptAt(bot)
    bot.on('text', () => {
      turn.instead = { type: 'none' }
      return 'by the API'
    })
    await runTurn(turn, bot)
    expect(turn.settled).to.deep.equal(text('by the API'))
    expect(await found(turn)).to.deep.equal(none())
  })

  it('asks no handler when overlap has settled it', async () => {
    const bot = newBot()
    let asked = 0
    bot.on('text', () => `run ${++asked}`)
    const refuse = (turn: Turn) => {
      turn.settle(text('busy'))
      return false
    }
    for (const admit of [refuse, async (turn: Turn) => refuse(turn)]) {
      const turn = await run(bot, { admit })
      expect(turn.settled).to.deep.equal(text('busy'))
      expect(await found(turn)).to.deep.equal(text('busy'))
    }
    await settled()
    expect(asked).to.equal(0)
  })

  it('keeps the answer that was settled for it while its handlers ran on', async () => {
    const bot = newBot({ errorText: 'sorry' })
    let finish = (_reply: string) => {}
    bot.on('text', () => new Promise<string>((resolve) => (finish = resolve)))
    const { turn } = await attemptAt(bot)
    let added = 0
    const addTo = async () => text(`${++added} waited`)
    const ran = runTurn(turn, withServices(bot, { mailbox: mailbox({ addTo }) }))
    await settled()
    turn.settle(text('given up'))
    await ran
    finish('at last')
    await settled()
    expect(turn.settled).to.deep.equal(text('given up'))
    expect(await found(turn)).to.deep.equal(text('given up'))
    expect(records.at(-1)).to.include({ type: 'chain', reply: 'text' })
    // What waits for the user would be lost with it.
    expect(added).to.equal(0)
  })

  describe('when its handler fails', () => {
    const error = new Error('no luck')

    it('is settled with the error text; a record and a log line name the plugin and its filter', async () => {
      const bot = newBot({ errorText: 'sorry' })
      bot.on('text', () => Promise.reject(error))
      const turn = await run(bot)
      expect(turn.settled).to.deep.equal(text('sorry'))
      expect(await found(turn)).to.deep.equal(text('sorry'))
      expect(records.at(-1)).to.include({ type: 'chain', plugin: 'main', reply: 'text', error })
      const [line] = linesWith(log, 'handler failed')
      const { key } = turn
      const where = { plugin: 'main', filter: 'text', key }
      expect(line?.fields).to.deep.equal({ bot: 'main', err: error, ...where })
    })

    it('is settled with none without an error text', async () => {
      const bot = newBot()
      bot.on('text', () => Promise.reject(error))
      expect((await run(bot)).settled).to.deep.equal(none())
    })

    it('blames the handler for a file that cannot be uploaded', async () => {
      const bot = newBot({ errorText: 'sorry' })
      bot.on('text', () => image({ file: new Blob(['x']) }))
      const media = { upload: () => Promise.reject(error) }
      const turn = await run(bot, { api: () => ({ media }) as never })
      expect(turn.settled).to.deep.equal(text('sorry'))
      expect(records.at(-1)).to.include({ type: 'chain', plugin: 'main', error })
      const upload = async (type: string) => `${type} 1`
      const sent = await run(bot, { api: () => ({ media: { upload } }) as never })
      expect(sent.settled).to.deep.equal({ type: 'image', mediaId: 'image 1' })
    })
  })

  describe('that fails otherwise', () => {
    const failures: Record<string, Partial<Services>> = {
      'because a plugin could not be set up': { chain: down },
      'while it waits for an earlier message': { admit: down },
      'in its own parts': {
        chain: () => {
          throw new Error('down')
        },
      },
    }
    for (const [why, more] of Object.entries(failures)) {
      it(`${why} is answered with nothing, and may be run again by a retry`, async () => {
        const bot = newBot({ errorText: 'sorry' })
        let finished = 0
        const finish = async () => ++finished > 0
        const turn = await run(bot, { ...more, store: storeWith({ finish }) })
        await settled()
        expect(finished).to.equal(0)
        expect(turn.settled).to.deep.equal(none())
        expect(bot.state.turns.size).to.equal(0)
        expect(linesWith(log, 'turn failed').map(({ level }) => level)).to.deep.equal(['error'])
        expect(await found(turn)).to.equal(undefined)
        await clock.advance(LEASE_MS)
        const again = await attemptAt(bot, textXml({ MsgId: String(turn.message.raw.MsgId) }))
        expect(again.turn).not.to.equal(turn)
        expect(again.turn).to.include({ fence: 2, settled: undefined })
      })
    }

    it('logs nothing when it was told to stop', async () => {
      const turn = new Turn('key', messageOf(textXml()), moment(clock), 1, 1)
      turn.abort('closing')
      await runTurn(turn, withServices(newBot(), { admit: down }))
      expect(turn.settled).to.deep.equal(none())
      expect(log.lines).to.deep.equal([])
    })
  })

  it('notes the message for the allowance first, and goes on when that fails', async () => {
    const bot = newBot()
    const trace: unknown[] = []
    bot.on('text', (ctx: Context) => void trace.push(ctx.message))
    const allowance = (note: () => Promise<void>) =>
      ({ note: (message: unknown) => trace.push('note', message) && note() }) as never
    const { message } = await run(bot, { allowance: allowance(async () => {}) })
    expect(trace).to.deep.equal(['note', message, message])
    trace.length = 0
    const again = await run(bot, { allowance: allowance(down) })
    expect(trace).to.deep.equal(['note', again.message, again.message])
    expect(linesWith(log, 'store failed, what may be sent is not counted')).to.have.length(1)
  })

  it('is settled though the Store cannot keep the reply; the log says it once', async () => {
    const said = 'store failed, the reply is not kept: the next attempt runs the message again'
    const bot = newBot()
    bot.on('text', () => 'hi')
    const turn = await run(bot, { store: storeWith({ finish: down }) })
    expect(turn.settled).to.deep.equal(text('hi'))
    expect(linesWith(log, said)).to.have.length(1)
    // Where the Store was away from the beginning, that has been said.
    turn.own(undefined)
    await runTurn(turn, withServices(bot, { store: storeWith({ finish: down }) }))
    expect(linesWith(log, said)).to.have.length(1)
  })
})
