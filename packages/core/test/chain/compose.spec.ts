import { expect } from 'chai'
import { type Blocked, type Chain, compose } from '#src/chain/compose.js'
import type { Context, Owner } from '#src/chain/context.js'
import { joined } from '#src/chain/entries.js'
import { createRegistration } from '#src/chain/registry.js'
import type { Middleware, Registrar } from '#src/chain/types.js'
import type { Values } from '#src/store/types.js'
import { messageOf, textXml } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'

const MESSAGE = messageOf(textXml())
const STORE = {} as Values

/** A chain of the handlers that each setup registers, in the names of their keys. */
function chainOf(
  setups: Record<string, (registrar: Registrar) => void>,
  log = recordingLogger(),
): Chain {
  const segments = Object.entries(setups).map(([name, setUp]) => {
    const owner: Owner = { name, log, store: STORE }
    const { segment, registrar } = createRegistration(owner, () => true)
    setUp(registrar)
    return segment
  })
  return compose(joined(segments), { monotonic: () => now })
}

let now = 0
const run = (chain: Chain, blocked: Blocked = () => expect.fail('a handler blocked')) => {
  return chain(MESSAGE, (owner) => ({ message: MESSAGE, log: owner.log }) as Context, blocked)
}
const fail = (error: unknown) => () => {
  throw error
}
const text = (content: string) => ({ type: 'text', content })

describe('compose', () => {
  describe('handlers', () => {
    it('are asked in order until one returns a reply', async () => {
      const asked: number[] = []
      const chain = chainOf({
        a: ({ on }) => {
          on('text', () => void asked.push(1))
          on('image', () => void asked.push(2))
          on('text', async () => void asked.push(3))
        },
        b: ({ on }) => {
          on('*', () => {
            asked.push(4)
            return 'four'
          })
          on('*', () => `${asked.push(5)}`)
        },
      })
      expect(await run(chain)).to.deep.equal({ reply: text('four'), by: 'b' })
      expect(asked).to.deep.equal([1, 3, 4])
    })

    it('that keep the event loop are told of, whatever they return', async () => {
      const keepFor = (ms: number) => {
        now += ms
      }
      const chain = chainOf({
        a: ({ on }) => {
          on('text', () => keepFor(50))
          on('text', async () => {
            keepFor(51)
            await undefined
            keepFor(1000)
          })
        },
        b: ({ on }) => {
          on(
            () => {
              keepFor(60)
              return false
            },
            () => 'never',
          )
          on('text', () => keepFor(70))
          on('text', () => {
            keepFor(80)
            throw new Error('no')
          })
        },
      })
      const told: unknown[] = []
      await run(chain, ({ owner }, ms) => told.push([owner.name, ms]))
      expect(told).to.deep.equal([
        ['a', 51],
        ['b', 60],
        ['b', 70],
        ['b', 80],
      ])
    })

    it('that all return undefined leave none, by nobody', async () => {
      const chain = chainOf({ a: ({ on }) => on('text', () => undefined) })
      expect(await run(chain)).to.deep.equal({ reply: { type: 'none' }, by: undefined })
      expect(await run(chainOf({}))).to.deep.equal({ reply: { type: 'none' }, by: undefined })
    })

    it('that return none end the search', async () => {
      const chain = chainOf({
        a: ({ on }) => on('text', () => ({ type: 'none' })),
        b: ({ on }) => on('text', () => 'late'),
      })
      expect(await run(chain)).to.deep.equal({ reply: { type: 'none' }, by: 'a' })
    })

    it('that throw end the search, and are blamed', async () => {
      const error = new Error('no')
      const chain = chainOf({
        a: ({ on }) => on('text', fail(error)),
        b: ({ on }) => on('text', () => 'late'),
      })
      expect(await run(chain)).to.deep.equal({ error, by: 'a' })
    })

    it('that reject with nothing at all are blamed too', async () => {
      const chain = chainOf({ a: ({ on }) => on('text', () => Promise.reject(undefined)) })
      expect(await run(chain)).to.deep.equal({ error: undefined, by: 'a' })
    })

    it('whose filter throws are blamed', async () => {
      const error = new Error('filter')
      const chain = chainOf({ a: ({ on }) => on(fail(error), () => 'a') })
      expect(await run(chain)).to.deep.equal({ error, by: 'a' })
    })

    for (const nonsense of [5, true, {}, { type: 'txt' }, ['a'], { type: 'text' }]) {
      it(`that return ${JSON.stringify(nonsense)} fail with the name of the plugin`, async () => {
        const chain = chainOf({ a: ({ on }) => on('text', () => nonsense as never) })
        const outcome = await run(chain)
        expect(outcome).to.have.property('error').that.includes({ code: 'BAD_REPLY' })
        expect(outcome.by).to.equal('a')
      })
    }

    for (const [answer, meaning] of [
      [null, { reply: text('b'), by: 'b' }],
      [false, { reply: text('b'), by: 'b' }],
      ['success', { reply: { type: 'none' }, by: 'a' }],
      ['', { reply: { type: 'none' }, by: 'a' }],
    ] as const) {
      it(`that return ${JSON.stringify(answer)} are understood, with one warning`, async () => {
        for (const once of [() => answer, async () => answer]) {
          const logger = recordingLogger()
          const chain = chainOf({ a: ({ on }) => on('text', once as () => string) }, logger)
          const chainOfTwo = chainOf(
            {
              a: ({ on }) => on('text', once as () => string),
              b: ({ on }) => on('text', () => 'b'),
            },
            logger,
          )
          for (let i = 0; i < 3; i += 1) expect(await run(chainOfTwo)).to.deep.equal(meaning)
          expect(logger.lines.map(({ level }) => level)).to.deep.equal(['warn'])
          expect(logger.lines[0]?.text).to.contain('none()')
          expect(await run(chain))
            .to.have.property('reply')
            .that.deep.equals({ type: 'none' })
        }
      })
    }

    it('in middleware, null and false keep the reply of the handlers', async () => {
      for (const answer of [null, false] as const) {
        const chain = chainOf({
          a: ({ use }) => use(async (_ctx, next) => (await next()) && (answer as never)),
          b: ({ on }) => on('text', () => 'b'),
        })
        expect(await run(chain)).to.deep.equal({ reply: text('b'), by: 'b' })
      }
    })

    it('get the context of their own plugin', async () => {
      const seen: unknown[] = []
      const contexts = new Map<string, Context>()
      const chain = chainOf({
        a: ({ on }) => on('text', (ctx) => void seen.push(ctx)),
        b: ({ on }) => on('text', (ctx) => void seen.push(ctx)),
      })
      const contextFor = (owner: Owner) => {
        contexts.set(owner.name, { message: MESSAGE } as Context)
        return contexts.get(owner.name) as Context
      }
      await chain(MESSAGE, contextFor, () => {})
      expect(seen[0]).to.equal(contexts.get('a'))
      expect(seen[1]).to.equal(contexts.get('b'))
    })
  })

  describe('middleware', () => {
    it('wraps all handlers in order of registration', async () => {
      const trace: string[] = []
      const layer = (name: string) => (registrar: Registrar) => {
        registrar.use(async (_ctx, next) => {
          trace.push(`${name} in`)
          await next()
          trace.push(`${name} out`)
        })
      }
      const chain = chainOf({
        a: layer('a'),
        b: ({ on }) => on('text', () => (trace.push('b') ? 'b' : undefined)),
        c: layer('c'),
      })
      expect(await run(chain)).to.deep.equal({ reply: text('b'), by: 'b' })
      expect(trace).to.deep.equal(['a in', 'c in', 'b', 'c out', 'a out'])
    })

    it('of phase gate is outside of all the rest, wherever its plugin stands', async () => {
      const seen: string[] = []
      const pass =
        (name: string): Middleware =>
        (_ctx, next) => {
          seen.push(name)
          return next()
        }
      const chain = chainOf({
        a: ({ use }) => use(pass('a')),
        b: ({ use }) => {
          use(pass('around b'), { phase: 'around' })
          use(pass('b'), { phase: 'gate' })
        },
        c: ({ use }) => use(pass('c'), { phase: 'gate' }),
      })
      await run(chain)
      expect(seen).to.deep.equal(['b', 'c', 'a', 'around b'])
    })

    it('resolves next() to the reply, and keeps it by returning undefined', async () => {
      const seen: unknown[] = []
      const chain = chainOf({
        a: ({ use }) => use(async (_ctx, next) => void seen.push(await next())),
        b: ({ on }) => on('text', () => 'b'),
      })
      expect(await run(chain)).to.deep.include({ reply: text('b') })
      expect(seen).to.deep.equal(['b'])
    })

    it('replaces the reply by returning another', async () => {
      const chain = chainOf({
        a: ({ use }) => use(async (_ctx, next) => `${String(await next())}!`),
        b: ({ on }) => on('text', () => 'b'),
      })
      expect(await run(chain)).to.deep.equal({ reply: text('b!'), by: 'a' })
    })

    it('that hands on the reply it got does not count as who answered', async () => {
      const chain = chainOf({
        a: ({ use }) => use(async (_ctx, next) => await next()),
        b: ({ on }) => on('text', () => ({ type: 'text', content: 'b' })),
      })
      expect(await run(chain)).to.deep.equal({ reply: text('b'), by: 'b' })
    })

    it('answers at once without next()', async () => {
      const asked: string[] = []
      const chain = chainOf({
        a: ({ use }) => use(() => 'stop'),
        b: ({ on }) => on('text', () => void asked.push('b')),
      })
      expect(await run(chain)).to.deep.equal({ reply: text('stop'), by: 'a' })
      expect(asked).to.deep.equal([])
    })

    it('that neither answers nor goes on leaves none', async () => {
      const chain = chainOf({
        a: ({ use }) => use(() => {}),
        b: ({ on }) => on('text', () => 'b'),
      })
      expect(await run(chain)).to.deep.equal({ reply: { type: 'none' }, by: undefined })
    })

    it('is not blamed for what it lets pass', async () => {
      const error = new Error('inner')
      const chain = chainOf({
        a: ({ use }) => use(async (_ctx, next) => void (await next())),
        b: ({ on }) => on('text', fail(error)),
      })
      expect(await run(chain)).to.deep.equal({ error, by: 'b' })
    })

    it('is blamed for what it throws itself, after a failure inside too', async () => {
      const own = new Error('own')
      const chain = chainOf({
        a: ({ use }) => use(async (_ctx, next) => await next().catch(fail(own))),
        b: ({ on }) => on('text', fail(new Error('inner'))),
      })
      expect(await run(chain)).to.deep.equal({ error: own, by: 'a' })
    })

    it('may catch a failure and answer', async () => {
      const chain = chainOf({
        a: ({ use }) => use(async (_ctx, next) => await next().catch(() => 'sorry')),
        b: ({ on }) => on('text', fail(new Error('inner'))),
      })
      expect(await run(chain)).to.deep.equal({ reply: text('sorry'), by: 'a' })
    })

    it('that calls next() twice fails with its name, and runs the handlers once', async () => {
      let runs = 0
      const chain = chainOf({
        a: ({ use }) => use((_ctx, next) => next().then(next)),
        b: ({ on }) => on('text', () => `run ${++runs}`),
      })
      const outcome = await run(chain)
      expect(outcome).to.have.property('error').that.includes({ code: 'NEXT_CALLED_TWICE' })
      expect(outcome.by).to.equal('a')
      expect(runs).to.equal(1)
    })

    it('may call next() once for each of two messages', async () => {
      const chain = chainOf({
        a: ({ use }) => use((_ctx, next) => next()),
        b: ({ on }) => on('text', () => 'b'),
      })
      expect(await run(chain)).to.deep.include({ reply: text('b') })
      expect(await run(chain)).to.deep.include({ reply: text('b') })
    })

    it('that does not wait for next() leaves no rejection behind', async () => {
      const unhandled: unknown[] = []
      const listeners = process.listeners('unhandledRejection')
      process.removeAllListeners('unhandledRejection')
      process.on('unhandledRejection', (error) => unhandled.push(error))
      const chain = chainOf({
        a: ({ use }) => use((_ctx, next) => void next()),
        b: ({ on }) => on('text', fail(new Error('inner'))),
      })
      await run(chain)
      await new Promise((resolve) => setImmediate(resolve))
      process.removeAllListeners('unhandledRejection')
      for (const listener of listeners) process.on('unhandledRejection', listener)
      expect(unhandled).to.deep.equal([])
    })
  })
})
