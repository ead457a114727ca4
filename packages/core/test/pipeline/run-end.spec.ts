/** What still happens, and what no more, once a turn is settled. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { runTurn } from '#src/pipeline/run.js'
import { none, text } from '#src/reply/builders.js'
import type { Reply } from '#src/reply/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts, type PartsOptions, withServices } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { settled } from '../settled.ts'

describe('the end of a turn', () => {
  let clock: ManualClock
  let store: Store
  let handled: string[]
  const log = recordingLogger()

  const newBot = (options: Partial<PartsOptions> = {}): Parts => {
    const bot = createParts({ clock, log, store, ...options })
    bot.on('text', ({ message }) => {
      handled.push(message.Content)
      return `re: ${message.Content}`
    })
    return bot
  }
  const turnOf = async (bot: Parts, Content: string) =>
    (await attemptAt(bot, textXml({ Content, MsgId: Content.length }))).turn

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    handled = []
    log.lines.length = 0
  })

  it('comes when the Store has the reply, so that no retry finds it in flight nowhere', async () => {
    let write = () => {}
    const finish = () => new Promise<boolean>((resolve) => (write = () => resolve(true)))
    const bot = newBot({ store: { ...store, turns: { ...store.turns, finish } } })
    const turn = await turnOf(bot, 'hi')
    void runTurn(turn, bot)
    await settled()
    expect(turn.settled).to.deep.equal(text('re: hi'))
    expect(bot.state.turns.get(turn.key)).to.equal(turn)
    write()
    await settled()
    expect(bot.state.turns.size).to.equal(0)
  })

  it('leaves nothing in the Store when the turn failed, so that a retry may run it again', async () => {
    const finished: Reply[] = []
    const finish: Store['turns']['finish'] = (_key, _fence, reply) => finished.push(reply) > 0
    const bot = newBot({ store: { ...store, turns: { ...store.turns, finish } } })
    const chain = () => Promise.reject(new Error('no plugins'))
    const failing = withServices(bot, { chain })
    const turn = await turnOf(bot, 'hi')
    await runTurn(turn, failing)
    expect(turn.settled).to.deep.equal(none())
    expect(finished).to.deep.equal([])
  })

  it('aborts the signal, and says so once, when the Store says that another process owns it', async () => {
    const finish = async () => false
    const bot = newBot({ store: { ...store, turns: { ...store.turns, finish } } })
    const turn = await turnOf(bot, 'hi')
    await runTurn(turn, bot)
    expect(turn.signal.aborted).to.equal(true)
    expect(turn.settled).to.deep.equal(text('re: hi'))
    expect(linesWith(log, /^message lost/)).to.have.length(1)
  })

  it('asks no mailbox where there is none, and logs no failure of it', async () => {
    const bot = newBot({ late: ['drop'] })
    await runTurn(await turnOf(bot, 'hi'), bot)
    expect(handled).to.deep.equal(['hi'])
    expect(log.lines.filter(({ level }) => level === 'error')).to.deep.equal([])
  })

  it('is the only thing that happens to a message left out for an earlier one', async () => {
    const bot = newBot({ overlap: 'drop' })
    bot.use(() => new Promise(() => {}))
    const [earlier, later] = [await turnOf(bot, 'a'), await turnOf(bot, 'bb')]
    const asked: string[] = []
    const noting = withServices(bot, {
      chain: () => {
        asked.push('chain')
        return bot.services.chain()
      },
    })
    void runTurn(earlier, noting)
    await runTurn(later, noting)
    await settled()
    expect(later.settled).to.deep.equal(none())
    expect(asked).to.deep.equal(['chain'])
  })

  it('by another process leaves nothing for the handlers of this one', async () => {
    const owner = createParts({ clock, store })
    owner.on('text', () => 'theirs')
    const theirs = await turnOf(owner, 'hi')
    const bot = newBot({ overlap: 'parallel' })
    const turn = await turnOf(bot, 'hi')
    const ran = runTurn(turn, bot)
    await runTurn(theirs, owner)
    await ran
    await settled()
    expect(turn.settled).to.deep.equal(text('theirs'))
    expect(handled).to.deep.equal([])
  })
})
