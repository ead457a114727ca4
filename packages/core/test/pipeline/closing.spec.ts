/** What a closing bot does with its messages in flight. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { endTurns } from '#src/pipeline/closing.js'
import { handle } from '#src/pipeline/handle.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'
import { linesWith, type RecordingLogger, recordingLogger } from '../recording-logger.ts'

const REPLY = { type: 'text', content: 'the reply' }
const SORRY = { type: 'text', content: 'sorry' }

describe('a closing bot', () => {
  let clock: ManualClock
  let store: Store
  let log: RecordingLogger
  let answer: (text: string) => void

  const newBot = (own: Store = store): Parts => {
    const bot = createParts({ clock, log, store: own, errorText: SORRY.content })
    bot.on('text', () => new Promise<string>((resolve) => (answer = resolve)))
    return bot
  }
  /** The answers of one push, as they come: one at most. */
  const push = async (bot: Parts) => {
    const answers: unknown[] = []
    const answered = handle(await attemptAt(bot), bot)
    void Promise.resolve(answered).then((it) => answers.push(it))
    await clock.advance(10)
    return answers
  }

  beforeEach(() => {
    clock = createSpecClock()
    log = recordingLogger()
    store = { ...createMemoryStore({ clock }), outlivesProcess: true }
  })

  it('drops no message that has been answered, while the Store writes the reply down', async () => {
    const { turns } = store
    const slow: Store['turns']['finish'] = async (...args) => {
      await clock.wait(20)
      return turns.finish(...args)
    }
    const bot = newBot({ ...store, turns: { ...turns, finish: slow } })
    const answers = await push(bot)
    answer('the reply')
    await clock.advance(0)
    expect(answers).to.deep.equal([REPLY])
    await endTurns(bot)
    await clock.advance(100)
    expect(linesWith(log, /dropped/)).to.deep.equal([])
  })

  it('leaves an attempt unanswered whose message another process runs: WeChat asks again there', async () => {
    const [owner, waiter] = [newBot(), newBot()]
    await push(owner)
    const answers = await push(waiter)
    await endTurns(waiter)
    await clock.advance(10)
    expect(answers).to.deep.equal(['unanswered'])
    const third = await push(owner)
    answer('the reply')
    await clock.advance(10)
    expect(third).to.deep.equal([REPLY])
  })

  it('answers the last attempt with the error text, whoever runs the message', async () => {
    const [owner, waiter] = [newBot(), newBot()]
    await push(owner)
    await push(owner)
    const answers = await push(waiter)
    await endTurns(waiter)
    await clock.advance(10)
    expect(answers).to.deep.equal([SORRY])
  })
})
