/** The end of a turn whose reply was promised: the promise stands until the user has the reply. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { runTurn } from '#src/pipeline/run.js'
import { text } from '#src/reply/builders.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import type { Turn } from '#src/turn/turn.js'
import { createSpecClock, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

describe('a turn whose reply was promised', () => {
  let clock: ManualClock
  let store: Store
  let bot: Parts
  let runs: number
  const log = recordingLogger()

  const newBot = (outlivesProcess = true): Parts => {
    const kept = { ...store, outlivesProcess }
    const parts = createParts({ clock, log, store: kept })
    parts.on('text', () => `run ${++runs}`)
    return parts
  }
  /** Each promise that stands, by the strategy that made it. */
  const standing = async () => {
    const made: string[] = []
    for await (const { by } of bot.services.promises.list()) made.push(by)
    return made
  }
  /** The reply that another process finds; undefined while it would wait for one. */
  const found = async () => (await attemptAt(newBot())).turn.settled
  /** Runs a turn whose reply `delivery` brings to its user. */
  const run = async (turn: Turn, delivery?: Promise<void>): Promise<() => Promise<void>> => {
    if (delivery !== undefined) turn.deliversBy(delivery)
    const ran = runTurn(turn, bot)
    await settled()
    return () => ran
  }

  beforeEach(async () => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    runs = 0
    log.lines.length = 0
    bot = newBot()
  })

  it('ends only when its delivery has: until then the promise stands, and no reply is kept', async () => {
    const { turn } = await attemptAt(bot)
    await bot.services.promises.make(turn, 'mailbox')
    let deliver = () => {}
    const ended = await run(turn, new Promise((resolve) => (deliver = resolve)))
    expect(turn.settled).to.deep.equal(text('run 1'))
    expect(await standing()).to.deep.equal(['mailbox'])
    expect(await found()).to.equal(undefined)
    deliver()
    await ended()
    expect(await standing()).to.deep.equal([])
    expect(await found()).to.deep.equal(text('run 1'))
    expect(linesWith(log, 'promised reply sent, or in the mailbox')).to.have.length(1)
    expect(log.lines.filter(({ level }) => level === 'error')).to.deep.equal([])
  })

  it('keeps its promise for another process when its delivery fails', async () => {
    const { turn } = await attemptAt(bot)
    await bot.services.promises.make(turn, 'mailbox')
    const ended = await run(turn, Promise.reject(new Error('down')))
    await ended()
    expect(await standing()).to.deep.equal(['mailbox'])
    expect(await found()).to.equal(undefined)
    expect(linesWith(log, 'promised reply sent, or in the mailbox')).to.deep.equal([])
  })

  it('leaves its promise to the process that has taken it over', async () => {
    const { turn } = await attemptAt(bot)
    await bot.services.promises.make(turn, 'mailbox')
    let deliver = () => {}
    const ended = await run(turn, new Promise((resolve) => (deliver = resolve)))
    turn.lose(turn.fence ?? 0, log)
    deliver()
    await ended()
    expect(await standing()).to.deep.equal(['mailbox'])
    expect(linesWith(log, 'promised reply sent, or in the mailbox')).to.deep.equal([])
  })

  it('ends without a promise after a delivery that failed: nobody could repeat it', async () => {
    bot = newBot(false)
    const { turn } = await attemptAt(bot)
    const ended = await run(turn, Promise.reject(new Error('down')))
    await ended()
    expect(await found()).to.deep.equal(text('run 1'))
  })

  it('says nothing of a promise after a delivery that nobody was promised', async () => {
    bot = newBot(false)
    const { turn } = await attemptAt(bot)
    const ended = await run(turn, Promise.resolve())
    await ended()
    expect(await found()).to.deep.equal(text('run 1'))
    expect(linesWith(log, /promised/)).to.deep.equal([])
  })

  describe('by another process', () => {
    /** What the Store was asked for. */
    let asked: string[]
    const noting = (parts: Parts): Parts => {
      const { promises } = parts.services
      const find = promises.adoptStanding.bind(promises)
      promises.adoptStanding = (turn) => {
        asked.push(turn.record)
        return find(turn)
      }
      return parts
    }
    /** The turn as this process has it when the first one has vanished. */
    const takenOver = async (): Promise<Turn> => {
      const { turn } = await attemptAt(bot)
      await clock.advance(3000)
      return turn
    }

    beforeEach(() => {
      asked = []
    })

    it('is found by a retry, which takes the promise over', async () => {
      const first = await attemptAt(newBot())
      await bot.services.promises.make(first.turn, 'mailbox')
      const other = noting(newBot())
      const turn = await takenOver()
      await runTurn(turn, other)
      expect(asked).to.deep.equal([turn.record])
      expect(linesWith(log, 'promised reply taken over')).to.have.length(1)
      expect(other.services.promises.isMade(turn)).to.equal(true)
      expect(turn.settled).to.deep.equal(text('run 1'))
    })

    it('is a turn like any other where none was promised', async () => {
      await attemptAt(newBot())
      const turn = await takenOver()
      await runTurn(turn, bot)
      expect(turn.settled).to.deep.equal(text('run 1'))
      expect(log.lines.filter(({ level }) => level === 'error')).to.deep.equal([])
      expect(linesWith(log, 'promised reply taken over')).to.deep.equal([])
    })

    it('is not asked for at a first attempt, nor where no Store outlives its process', async () => {
      const { turn } = await attemptAt(bot)
      await runTurn(turn, noting(bot))
      const alone = newBot(false)
      await attemptAt(alone, textXml({ MsgId: 2 }))
      const retried = (await attemptAt(newBot(false), textXml({ MsgId: 2 }))).turn
      const ran = runTurn(retried, noting(alone))
      await clock.advance(3000)
      await ran
      expect(retried.settled).to.deep.equal(text('run 2'))
      expect(asked).to.deep.equal([])
    })
  })
})
