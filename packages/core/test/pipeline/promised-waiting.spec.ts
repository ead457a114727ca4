/** Two processes have promised the reply of one message: one runs it, and the other waits for it. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { endTurns } from '#src/pipeline/closing.js'
import { createRecovery } from '#src/pipeline/recovery.js'
import { runTurn } from '#src/pipeline/run.js'
import { text } from '#src/reply/builders.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import type { Attempt } from '#src/turn/attempt.js'
import { createSpecClock, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'
import { recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

const LOOK_MS = 5000

describe('a promise of a process that waits', () => {
  let clock: ManualClock
  let store: Store
  let owner: Parts
  let owned: Attempt
  let waiter: Parts
  let waiting: Attempt
  let answer: (reply: string) => void
  let runs: string[]
  const log = recordingLogger()

  const newBot = (name: string, own: Partial<Store> = {}): Parts => {
    const kept = { ...store, outlivesProcess: true, ...own }
    const bot = createParts({ clock, log, store: kept, late: ['mailbox'], errorText: 'sorry' })
    bot.on('text', () => {
      runs.push(name)
      return new Promise<string>((resolve) => (answer = resolve))
    })
    return bot
  }
  const standing = async () => {
    const keys: string[] = []
    for await (const { key } of owner.services.promises.list()) keys.push(key)
    return keys
  }
  /** The strategy answers an attempt: it promises the reply in the mailbox. */
  const promise = (bot: Parts, attempt: Attempt) => bot.services.mailbox?.answer(attempt)
  const asks = async (bot: Parts): Promise<unknown> => {
    const { turn } = await attemptAt(bot, textXml({ Content: '继续', MsgId: '2' }))
    const taken = bot.services.mailbox?.takeUp(turn)
    await clock.advance(LOOK_MS)
    return taken
  }

  beforeEach(async () => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    runs = []
    log.lines.length = 0
    owner = newBot('甲')
    waiter = newBot('乙')
    owned = await attemptAt(owner)
    owned.turn.run = runTurn(owned.turn, owner)
    waiting = await attemptAt(waiter)
    waiting.turn.run = runTurn(waiting.turn, waiter)
    await settled()
  })

  it('is fulfilled by it when the reply of the owner has come', async () => {
    await promise(waiter, waiting)
    expect(await standing()).to.have.length(1)
    answer('好了')
    await Promise.all([owned.turn.run, waiting.turn.run])
    expect(await standing()).to.deep.equal([])
    expect(await asks(owner)).to.deep.equal(text('好了'))
  })

  it('outlasts it: it closes without an answer in place of the owner’s', async () => {
    await promise(waiter, waiting)
    await endTurns(waiter)
    await waiting.turn.run
    expect(waiting.turn.settled).to.deep.equal({ type: 'none' })
    expect(await standing()).to.have.length(1)
    answer('好了')
    await owned.turn.run
    const recovery = createRecovery(owner)
    void recovery.start()
    await clock.advance(2 * LOOK_MS)
    recovery.stop()
    expect(await asks(owner)).to.deep.equal(text('好了'))
    expect(await standing()).to.deep.equal([])
  })
})
