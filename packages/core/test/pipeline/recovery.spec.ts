import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createRecovery, type Recovery } from '#src/pipeline/recovery.js'
import { REPLY_KEPT_MS, runTurn } from '#src/pipeline/run.js'
import { text } from '#src/reply/builders.js'
import { boxOf, valueKeys } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import type { Turn } from '#src/turn/turn.js'
import { createSpecClock, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts, type PartsOptions } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

/** Longer than a lease. The next look for promises comes after it. */
const LOOK_MS = 5000

describe('recovery', () => {
  let clock: ManualClock
  let store: Store
  let recovery: Recovery | undefined
  /** The messages whose handlers ran, each with the attempt that it saw. */
  let runs: (readonly [content: string, attempt: number])[]
  const log = recordingLogger()

  const newBot = (own: Partial<Store> = {}, options: Partial<PartsOptions> = {}): Parts => {
    const bot = createParts({
      ...{ clock, log, late: ['mailbox'] },
      store: { ...store, outlivesProcess: true, ...own },
      ...options,
    })
    bot.on('text', (ctx) => {
      runs.push([ctx.message.Content, ctx.attempt])
      return '好了'
    })
    return bot
  }
  /** A message whose process vanishes after it has promised the reply. */
  const promise = async (Content: string): Promise<Turn> => {
    const gone = newBot()
    const { turn } = await attemptAt(gone, textXml({ Content, MsgId: Content }))
    await gone.services.promises.make(turn, 'mailbox')
    return turn
  }
  const recover = async (bot: Parts): Promise<void> => {
    recovery = createRecovery(bot)
    void recovery.start()
    await clock.advance(LOOK_MS)
  }

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    runs = []
    log.lines.length = 0
  })
  afterEach(() => recovery?.stop())

  it('runs a message once more, as the attempt that it was', async () => {
    await promise('1')
    await recover(newBot())
    expect(runs).to.deep.equal([['1', 1]])
    expect(linesWith(log, 'promised reply sent, or in the mailbox')).to.have.length(1)
  })

  it('goes on with the promises after one that fails, and tries this one again', async () => {
    let failures = 0
    const bad = await promise('1')
    await promise('2')
    const put: Store['late']['put'] = async (box, late, ttlMs) => {
      if (late.id === bad.key && failures++ === 0) throw new Error('down')
      return store.late.put(box, late, ttlMs)
    }
    await recover(newBot({ late: { ...store.late, put } }))
    expect(runs).to.deep.equal([['2', 1]])
    expect(linesWith(log, /^promised reply not taken over/)).to.have.length(1)
    await clock.advance(LOOK_MS)
    expect(runs).to.deep.equal([
      ['2', 1],
      ['1', 1],
    ])
    expect(linesWith(log, 'promised reply sent, or in the mailbox')).to.have.length(2)
  })

  it('runs a message once, though a retry of it comes while it begins', async () => {
    const { message } = await promise('1')
    const bot = newBot({
      late: {
        ...store.late,
        put: async (...args) => {
          await clock.wait(100)
          return store.late.put(...args)
        },
      },
    })
    recovery = createRecovery(bot)
    await clock.advance(3000)
    void recovery.start()
    await clock.advance(50)
    const { turn } = await attemptAt(bot, textXml({ Content: '1', MsgId: '1' }))
    expect(turn.message).to.deep.include({ MsgId: message.raw.MsgId })
    turn.run ??= runTurn(turn, bot)
    await clock.advance(1000)
    expect(runs.map(([content]) => content)).to.deep.equal(['1'])
    expect(turn.settled).to.deep.equal(text('好了'))
  })

  it('tells, where interrupted says so, also a message that has come but is not handled yet', async () => {
    await promise('1')
    let came: Turn | undefined
    const claim: Store['turns']['claim'] = async (record, options) => {
      const claimed = await store.turns.claim(record, options)
      if (claimed.state === 'run') came = (await attemptAt(bot, textXml({ MsgId: '1' }))).turn
      return claimed
    }
    const bot = newBot({ turns: { ...store.turns, claim } }, { interrupted: 'tell' })
    await recover(bot)
    expect(came?.settled).to.deep.equal(bot.settings.interruptedReply)
    if (came !== undefined) await runTurn(came, bot)
    expect(runs).to.deep.equal([])
  })

  it('does not give up a delivery that fails again and again', async () => {
    const turn = await promise('1')
    await store.turns.finish(turn.record, turn.fence ?? 0, text('好了'), REPLY_KEPT_MS)
    let isFull = true
    const put: Store['late']['put'] = async (...args) => {
      if (isFull) throw new Error('disk full')
      return store.late.put(...args)
    }
    await recover(newBot({ late: { ...store.late, put } }))
    for (let i = 0; i < 4; i += 1) await clock.advance(LOOK_MS)
    expect(linesWith(log, /^promised reply not taken over/)).to.have.length.above(2)
    isFull = false
    for (let i = 0; i < 2; i += 1) await clock.advance(LOOK_MS)
    const box = boxOf('name:main', turn.message.FromUserName)
    const kept = await store.late.list(box)
    expect(kept.map(({ reply }) => reply)).to.deep.equal([text('好了')])
  })

  it('says that a reply is lost which is finished, and no longer kept', async () => {
    const turn = await promise('1')
    await store.turns.finish(turn.record, turn.fence ?? 0, text('好了'), REPLY_KEPT_MS)
    await clock.advance(REPLY_KEPT_MS + 1)
    const bot = newBot()
    await recover(bot)
    await clock.advance(LOOK_MS)
    expect(runs).to.deep.equal([])
    expect(
      linesWith(log, 'promised reply lost: it is finished, and no longer kept'),
    ).to.have.length(1)
    expect(
      await store.values.get(valueKeys.promise(bot.settings.account.scope, turn.record)),
    ).to.equal(undefined)
  })
})
