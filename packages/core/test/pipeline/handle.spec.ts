import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { Strategy } from '#src/late/types.js'
import { handle } from '#src/pipeline/handle.js'
import type { Services } from '#src/pipeline/runtime.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import { createSpecClock, T0, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts, type PartsOptions, withServices } from '../parts.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

const text = (content: string) => ({ type: 'text', content })
const NONE = { type: 'none' }

describe('handle', () => {
  let clock: ManualClock
  let store: Store
  let records: ObservedRecord[]
  let late: Strategy[]
  const logger = recordingLogger()

  const newBot = (options: Partial<PartsOptions> = {}): Parts => {
    const observe = (record: ObservedRecord) => records.push(record)
    return createParts({ clock, log: logger, store, observe, ...options })
  }
  /** What an attempt at a message came to, and after how many milliseconds of the clock. */
  const attempt = (bot: Parts, xml = textXml(), more: Partial<Services> = {}) => {
    const answers: unknown[] = []
    const parts = withServices(bot, { strategies: late, ...more })
    const startedAt = clock.monotonic()
    const asked = async () => handle(await attemptAt(parts, xml), parts)
    void asked().then(
      (reply) => answers.push(reply, clock.monotonic() - startedAt),
      (error) => answers.push(error),
    )
    return answers
  }
  const after = <T>(ms: number, value: T) => {
    return new Promise<T>((resolve) => clock.setTimeout(() => resolve(value), ms))
  }
  const never = () => new Promise<undefined>(() => {})

  beforeEach(() => {
    clock = createSpecClock()
    store = createMemoryStore({ clock })
    records = []
    late = [{ name: 'spare', answer: async () => ({ type: 'text', content: 'late' }) }]
    logger.lines.length = 0
  })

  describe('the deadline', () => {
    for (const [ms, answer] of [
      [0, [text('done'), 0]],
      [4499, [text('done'), 4499]],
      [4500, [text('late'), 4500]],
      [4501, [text('late'), 4500]],
    ] as const) {
      it(`of 4500 ms finds a reply after ${ms} ms ${ms < 4500 ? 'in time' : 'too late'}`, async () => {
        const bot = newBot()
        bot.on('text', () => (ms === 0 ? 'done' : after(ms, 'done')))
        const answers = attempt(bot)
        await clock.advance(5000)
        expect(answers).to.deep.equal(answer)
      })
    }

    it('counts from the head of the request, not from the handler', async () => {
      const bot = newBot()
      bot.on('text', never)
      const parts = withServices(bot, { strategies: late })
      const receivedAt = { now: T0 - 4000, monotonic: 1000 }
      const answers: unknown[] = []
      const asked = handle(await attemptAt(parts, textXml(), { receivedAt }), parts)
      void Promise.resolve(asked).then((it) => answers.push(it))
      await clock.advance(499)
      expect(answers).to.deep.equal([])
      await clock.advance(1)
      expect(answers).to.deep.equal([text('late')])
    })

    it('is as long as deadlineMs says', async () => {
      const bot = newBot({ deadlineMs: 1000 })
      bot.on('text', () => after(1001, 'done'))
      const answers = attempt(bot)
      await clock.advance(1000)
      expect(answers).to.deep.equal([text('late'), 1000])
    })

    it('asks the late strategies in order until one answers', async () => {
      const asked: string[] = []
      late = ['first', 'second', 'third'].map((name) => ({
        name,
        answer: async () => {
          asked.push(name)
          return name === 'second' ? { type: 'none' } : undefined
        },
      }))
      const bot = newBot()
      bot.on('text', never)
      const answers = attempt(bot)
      await clock.advance(4500)
      expect(answers[0]).to.deep.equal(NONE)
      expect(asked).to.deep.equal(['first', 'second'])
      expect(records.at(-1)).to.include({ type: 'late', strategy: 'second', attempt: 1 })
      expect(linesWith(logger, 'late strategy failed')).to.deep.equal([])
    })

    it('passes over a strategy that fails, and says so', async () => {
      const error = new Error('down')
      late = [{ name: 'broken', answer: () => Promise.reject(error) }, ...late]
      const bot = newBot()
      bot.on('text', never)
      const answers = attempt(bot)
      await clock.advance(4500)
      expect(answers[0]).to.deep.equal(text('late'))
      const [line] = linesWith(logger, 'late strategy failed')
      expect(line?.fields).to.include({ err: error, strategy: 'broken' })
    })

    it('passes on that an attempt is to stay unanswered', async () => {
      late = [{ name: 'hold', answer: async () => 'unanswered' }]
      const bot = newBot()
      bot.on('text', never)
      const answers = attempt(bot)
      await clock.advance(4500)
      expect(answers[0]).to.equal('unanswered')
    })

    it('ends as none when no strategy answers', async () => {
      late = []
      const bot = newBot()
      bot.on('text', never)
      const answers = attempt(bot)
      await clock.advance(4500)
      expect(answers[0]).to.deep.equal(NONE)
    })
  })

  describe('a retry', () => {
    it('gets the reply of the handler that runs since the first attempt', async () => {
      late = [{ name: 'hold', answer: async () => 'unanswered' }]
      let runs = 0
      const bot = newBot()
      bot.on('text', () => after(7000, `run ${++runs}`))
      const first = attempt(bot)
      await clock.advance(5000)
      const second = attempt(bot)
      await clock.advance(2000)
      expect(first).to.deep.equal(['unanswered', 4500])
      expect(second).to.deep.equal([text('run 1'), 2000])
      const third = attempt(bot)
      await clock.advance(0)
      expect(third).to.deep.equal([text('run 1'), 0])
      expect(runs).to.equal(1)
    })

    it('of a message that is done asks the store for nothing more', async () => {
      const wait = () => expect.fail('waited')
      const bot = newBot({ store: { ...store, turns: { ...store.turns, wait } } })
      bot.on('text', () => 'done')
      for (let i = 0; i < 2; i += 1) {
        const answers = attempt(bot)
        await clock.advance(0)
        expect(answers[0]).to.deep.equal(text('done'))
      }
      const lines = logger.lines.map(({ text }) => text)
      expect(lines).to.deep.equal(['message handled', 'duplicate attempt recognised'])
    })

    it('shows in ctx.attempt while the handler runs', async () => {
      const seen: number[] = []
      const bot = newBot()
      bot.on('text', async (ctx) => {
        seen.push(ctx.attempt)
        await after(100, '')
        seen.push(ctx.attempt)
        return 'done'
      })
      attempt(bot)
      await clock.advance(50)
      attempt(bot)
      await clock.advance(50)
      expect(seen).to.deep.equal([1, 2])
    })
  })

  describe('a message that another process runs', () => {
    it('gets the reply of that process', async () => {
      const [owner, other] = [newBot(), newBot()]
      owner.on('text', () => after(1000, 'owner'))
      other.on('text', () => 'other')
      const first = attempt(owner)
      await clock.advance(10)
      const second = attempt(other)
      await clock.advance(990)
      expect([first[0], second[0]]).to.deep.equal([text('owner'), text('owner')])
    })

    it('keeps its lease as long as its handler runs', async () => {
      late = [{ name: 'hold', answer: async () => 'unanswered' }]
      const [owner, other] = [newBot(), newBot()]
      owner.on('text', () => after(12_000, 'owner'))
      other.on('text', () => 'other')
      attempt(owner)
      await clock.advance(10_000)
      const retry = attempt(other)
      await clock.advance(2000)
      expect(retry[0]).to.deep.equal(text('owner'))
    })

    it('is taken over when that process dies', async () => {
      const [owner, other] = [newBot(), newBot()]
      other.on('text', () => 'other')
      // Claims, and is never heard of again.
      await attemptAt(owner)
      const answers = attempt(other)
      await clock.advance(2999)
      expect(answers).to.deep.equal([])
      await clock.advance(1)
      expect(answers).to.deep.equal([text('other'), 3000])
    })

    it('runs here when the store fails while it waits', async () => {
      const [owner, other] = [newBot(), newBot()]
      owner.on('text', never)
      other.on('text', () => 'other')
      attempt(owner)
      await clock.advance(10)
      const wait = () => Promise.reject(new Error('down'))
      const broken = { ...store, turns: { ...store.turns, wait } } as Store
      const answers = attempt(other, textXml(), { store: broken })
      await clock.advance(10)
      expect(answers[0]).to.deep.equal(text('other'))
    })
  })
})
