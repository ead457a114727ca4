import { expect } from 'chai'
import type { Client } from '#src/client.js'
import type { Link } from '#src/link.js'
import { createRound, type Question } from '#src/round.js'

/** The Redis of these specs: no command of a round looks at it. */
const REDIS = {} as Client

/** A link that is never away, and the first keys of its commands. */
function createLink(fail?: Error): Link & { readonly asked: string[] } {
  const asked: string[] = []
  const ask: Link['ask'] = async (key, command) => {
    asked.push(key)
    if (fail !== undefined) throw fail
    return command(REDIS)
  }
  return { asked, ask } as unknown as Link & { readonly asked: string[] }
}

const ofName = (name: string): Question => ({ names: [name], args: [] })
/** Answers each question with its first key. */
const echo = async (_redis: Client, questions: readonly Question[]) =>
  questions.map(({ names }) => names[0])

/** A round, and the number of questions in each of its commands. */
function counting() {
  const sizes: number[] = []
  const ask = createRound(createLink(), async (redis, questions) => {
    sizes.push(questions.length)
    return echo(redis, questions)
  })
  return { ask, sizes }
}

describe('a round of questions', () => {
  it('asks once for what comes in one turn of the event loop, also by way of promises', async () => {
    const link = createLink()
    const ask = createRound(link, echo)
    const later = Promise.resolve().then(() => ask(ofName('w:{wx1}:c')))
    const answers = await Promise.all([ask(ofName('w:{wx1}:a')), ask(ofName('w:{wx1}:b')), later])
    expect(answers).to.deep.equal(['w:{wx1}:a', 'w:{wx1}:b', 'w:{wx1}:c'])
    expect(link.asked).to.deep.equal(['w:{wx1}:a'])
  })

  it('asks again in the next turn', async () => {
    const link = createLink()
    const ask = createRound(link, echo)
    await ask(ofName('w:{wx1}:a'))
    await ask(ofName('w:{wx1}:b'))
    expect(link.asked).to.deep.equal(['w:{wx1}:a', 'w:{wx1}:b'])
  })

  it('asks once for each account, and for each key without one', async () => {
    const link = createLink()
    const ask = createRound(link, echo)
    const names = ['w:{wx1}:a', 'w:{wx2}:a', 'w:a', 'w:b', 'w:{wx1}:b', 'w:{wx2}:b']
    expect(await Promise.all(names.map((name) => ask(ofName(name))))).to.deep.equal(names)
    expect(link.asked).to.deep.equal(['w:{wx1}:a', 'w:{wx2}:a', 'w:a', 'w:b'])
  })

  it('divides what is too much for one command, in order', async () => {
    const { ask, sizes } = counting()
    const names = Array.from({ length: 150 }, (_, i) => `w:{wx1}:${i}`)
    expect(await Promise.all(names.map((name) => ask(ofName(name))))).to.deep.equal(names)
    expect(sizes).to.deep.equal([64, 64, 22])
  })

  it('divides what is too long for one command: other commands wait for it', async () => {
    const { ask, sizes } = counting()
    const lengths = [50_000, 50_000, 50_000, 200_000, 10, 10]
    const names = lengths.map((_, i) => `w:{wx1}:${i}`)
    const answers = names.map((name, i) =>
      ask({ names: [name], args: ['x'.repeat(lengths[i] ?? 0)] }),
    )
    expect(await Promise.all(answers)).to.deep.equal(names)
    expect(sizes).to.deep.equal([2, 1, 1, 2])
  })

  it('rejects one question whose answer is an error, and no other', async () => {
    const ask = createRound(createLink(), async (_redis, questions) =>
      questions.map(({ names: [name] }) => (name === 'w:{wx1}:b' ? new Error('WRONGTYPE') : name)),
    )
    const outcomes = await Promise.allSettled(
      ['a', 'b', 'c'].map((n) => ask(ofName(`w:{wx1}:${n}`))),
    )
    expect(outcomes.map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    const [, failed] = outcomes
    expect(failed).to.have.property('reason').that.includes({
      code: 'STORE_AWAY',
      message: 'Redis is away: WRONGTYPE',
    })
  })

  it('rejects all questions of a command that fails', async () => {
    const away = new Error('away')
    const ask = createRound(createLink(away), echo)
    const outcomes = await Promise.allSettled(['a', 'b'].map((n) => ask(ofName(`w:{wx1}:${n}`))))
    expect(outcomes).to.deep.equal(outcomes.map(() => ({ status: 'rejected', reason: away })))
  })
})
