/** What stands around the handlers of a chain. */
import { expect } from 'chai'
import type { Answer, Middleware, Registrar } from '#src/chain/types.js'
import { stream } from '#src/reply/stream.js'
import { chainOf, fail, run, text } from './chains.ts'

describe('compose middleware', () => {
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

  it('that wraps a growing reply does not count as who answered, but one that makes a text of it does', async () => {
    const growing = async function* () {
      yield 'b'
    }
    const wrapped = async function* (inner: unknown) {
      yield* inner as AsyncIterable<string>
    }
    const around = (reply: (inner: unknown) => Answer) =>
      chainOf({
        a: ({ use }) => use(async (_ctx, next) => reply(await next())),
        b: ({ on }) => on('text', growing),
      })
    for (const wrap of [wrapped, (inner: unknown) => stream(wrapped(inner))]) {
      expect(await run(around(wrap))).to.deep.include({ by: 'b' })
    }
    expect(await run(around(() => 'text'))).to.deep.include({ by: 'a' })
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
    expect(await run(chain)).to.deep.equal({ error, by: 'b', filter: 'text' })
  })

  it('is blamed for what it throws itself, after a failure inside too', async () => {
    const own = new Error('own')
    const chain = chainOf({
      a: ({ use }) => use(async (_ctx, next) => await next().catch(fail(own))),
      b: ({ on }) => on('text', fail(new Error('inner'))),
    })
    expect(await run(chain)).to.deep.equal({ error: own, by: 'a', filter: undefined })
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

  for (const [how, forgetful] of [
    ['a plain function', (_ctx, next) => void next()],
    ['an async function', async (_ctx, next) => void next()],
  ] as const satisfies [string, Middleware][]) {
    it(`that forgets to wait for next(), ${how}, keeps the reply below`, async () => {
      const chain = chainOf({
        a: ({ use }) => use(forgetful),
        b: ({ on }) => on('text', () => later('b')),
      })
      expect(await run(chain)).to.deep.equal({ reply: text('b'), by: 'b' })
    })

    it(`that forgets to wait for next(), ${how}, hides no failure below`, async () => {
      const error = new Error('inner')
      const chain = chainOf({
        a: ({ use }) => use(forgetful),
        b: ({ on }) => on('text', () => later('b').then(fail(error))),
      })
      expect(await run(chain)).to.deep.equal({ error, by: 'b', filter: 'text' })
    })
  }

  for (const [how, forgetful] of [
    ['a plain function', (_ctx, next) => void next()],
    ['an async function', async (_ctx, next) => void next()],
    [
      'one that waits for something else',
      async (_ctx, next) => {
        void next()
        await later('x')
      },
    ],
  ] as const satisfies [string, Middleware][]) {
    it(`that forgets to wait for next(), ${how}, hides no handler that fails first`, async () => {
      const error = new Error('inner')
      for (const failing of [fail(error), () => Promise.resolve().then(fail(error))]) {
        const chain = chainOf({
          a: ({ use }) => use(forgetful),
          b: ({ on }) => on('text', failing),
        })
        expect(await run(chain)).to.deep.equal({ error, by: 'b', filter: 'text' })
      }
    })
  }

  it('may catch a handler that throws at once, and answer nothing', async () => {
    const waiting: Middleware[] = [
      async (_ctx, next) => void (await next().catch(() => {})),
      (_ctx, next) => next().catch(() => undefined),
      (_ctx, next) => next().then(undefined, () => undefined),
      async (_ctx, next) => {
        try {
          return await next()
        } catch {
          return undefined
        }
      },
    ]
    for (const middleware of waiting) {
      const chain = chainOf({
        a: ({ use }) => use(middleware),
        b: ({ on }) => on('text', fail(new Error('inner'))),
      })
      expect(await run(chain)).to.deep.include({ reply: { type: 'none' } })
    }
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

/** Resolves in a later turn of the event loop. */
function later<T>(value: T): Promise<T> {
  return new Promise((resolve) => setImmediate(resolve, value))
}
