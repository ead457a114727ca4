import { expect } from 'chai'
import type { Context, Owner } from '#src/chain/context.js'
import { recordingLogger } from '../recording-logger.ts'
import { chainOf, fail, MESSAGE, run, text, time } from './chains.ts'

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
        time.now += ms
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
      expect(await run(chain)).to.deep.equal({ error, by: 'a', filter: 'text' })
    })

    it('that reject with nothing at all are blamed too', async () => {
      const chain = chainOf({ a: ({ on }) => on('text', () => Promise.reject(undefined)) })
      expect(await run(chain)).to.deep.equal({ error: undefined, by: 'a', filter: 'text' })
    })

    it('whose filter throws are blamed', async () => {
      const error = new Error('filter')
      const chain = chainOf({ a: ({ on }) => on(fail(error), () => 'a') })
      expect(await run(chain)).to.deep.equal({ error, by: 'a', filter: '(function)' })
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
})
