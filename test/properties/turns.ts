/**
 * A model of turns, for any Store: random claims, renewals, finishes and waits of several processes,
 * while leases and turns end. It knows what was granted to whom and checks what the store says next.
 *
 * A store on another machine takes its time, so the model knows moments as intervals: a lease has
 * ended for sure once its latest end is over, and runs for sure until its earliest. With a manual
 * clock the two are one, and nothing is left open.
 */
import { expect } from 'chai'
import fc from 'fast-check'
import type { Claim, Reply } from 'wechatbot'
import { type Asked, Known } from './known.js'
import { Ledger, type TurnsOptions, Unsure } from './ledger.js'

type Step = fc.AsyncCommand<Ledger, Ledger>

/** A command that may always be tried; what it finds is the ledger's. */
function step(name: string, run: (ledger: Ledger) => Promise<void>): Step {
  return {
    check: (ledger) => ledger.hasTime,
    run: async (_model, ledger) => {
      await run(ledger)
      await ledger.pass(0)
    },
    toString: () => name,
  }
}

function claim(key: string, signature: string | undefined): Step {
  return step(`claim(${key}${signature === undefined ? '' : `, ${signature}`})`, async (ledger) => {
    const { leaseMs, ttlMs } = ledger.options
    const { said, asked } = await ledger.ask(key, () =>
      ledger.store.turns.claim(key, {
        leaseMs,
        ttlMs,
        ...(signature === undefined ? {} : { signature }),
      }),
    )
    if ('degraded' in said) throw new Unsure(said.degraded)
    if (signature !== undefined) bound(ledger, said, key, signature, asked)
    else expect(said.state).to.not.equal('replay')
    if (said.state !== 'replay') claimed(ledger, key, said, asked)
  })
}

/** Whether the store was right to refuse the signature, or not to. */
function bound(ledger: Ledger, said: Claim, key: string, signature: string, { at }: Asked): void {
  const known = ledger.bound.get(signature)
  if (said.state === 'replay') {
    expect(known?.owner, 'a replay of nothing').to.not.be.oneOf([undefined, key])
    expect(at.earliest, 'bound for too long').to.be.most(known?.ends.latest ?? 0)
    return
  }
  const isKept = known !== undefined && at.latest < known.ends.earliest
  if (isKept) expect(known.owner, 'a signature of another message').to.equal(key)
  ledger.bind(signature, key, at)
}

function claimed(
  ledger: Ledger,
  key: string,
  said: Exclude<Claim, { state: 'replay' }>,
  asked: Asked,
): void {
  const { leaseMs, ttlMs } = ledger.options
  const known = ledger.turns.get(key)
  if (known === undefined) expect(said, 'the first claim').to.include({ state: 'run', attempt: 1 })
  const turn = known ?? new Known()
  ledger.turns.set(key, turn)
  turn.attempted(said.attempt, said.state, asked)
  if ('fence' in said) turn.granted(said, asked, leaseMs)
  else if (said.state === 'done') turn.done(said.reply)
  else turn.waits(asked)
  if (said.attempt === 1) turn.begun(asked, ttlMs)
}

/** Which of the fences of a turn somebody still believes in: a share of all that were granted. */
function held({ fences }: Known, share: number): number {
  return fences[Math.min(fences.length - 1, Math.floor(share * fences.length))] ?? 0
}

async function renewWith(ledger: Ledger, key: string, turn: Known, fence: number): Promise<void> {
  const { leaseMs } = ledger.options
  const { said, asked } = await ledger.ask(key, () => ledger.store.turns.renew(key, fence, leaseMs))
  turn.allowed(said, fence, asked)
  if (said) turn.renewed(fence, asked, leaseMs)
}

function renew(key: string, share: number): Step {
  return step(`renew(${key}, ${share.toFixed(2)})`, async (ledger) => {
    const turn = ledger.turns.get(key)
    if (turn !== undefined) await renewWith(ledger, key, turn, held(turn, share))
  })
}

function finish(key: string, share: number, content: string): Step {
  return step(`finish(${key}, ${share.toFixed(2)}, ${content})`, async (ledger) => {
    const turn = ledger.turns.get(key)
    if (turn === undefined) return
    const fence = held(turn, share)
    const reply: Reply = { type: 'text', content }
    const { said, asked } = await ledger.ask(key, () =>
      ledger.store.turns.finish(key, fence, reply, 60_000),
    )
    turn.allowed(said, fence, asked)
    if (said) turn.finished(reply)
  })
}

/** Only for a turn that somebody has claimed: who waits was told to. */
function wait(key: string): Step {
  return step(`wait(${key})`, async (ledger) => {
    if (ledger.turns.has(key)) ledger.wait(key)
  })
}

function abandon(): Step {
  return step('abandon()', async (ledger) => {
    const [first] = [...ledger.waiting].filter(({ isAborted }) => !isAborted)
    if (first === undefined) return
    first.isAborted = true
    first.abort.abort(new Error('abandoned'))
  })
}

function pass(share: number): Step {
  return step(`pass(${share} leases)`, (ledger) => ledger.pass(share * ledger.options.leaseMs))
}

const key = fc.constantFrom('k1', 'k2')
const share = fc.oneof(fc.constant(0.999), fc.double({ min: 0, max: 0.999, noNaN: true }))
const signature = fc.option(fc.constantFrom('s1', 's2', 's3'), { nil: undefined, freq: 3 })

const steps = [
  fc.tuple(key, signature).map(([name, each]) => claim(name, each)),
  fc.tuple(key, share).map(([name, each]) => renew(name, each)),
  fc.tuple(key, share, fc.constantFrom('a', 'b', 'c')).map((each) => finish(...each)),
  key.map(wait),
  fc.constant(abandon()),
  // In quarters, so that time often stops exactly where a lease ends.
  fc.constantFrom(0.25, 0.5, 0.75, 1, 1.25, 2.5).map(pass),
]

/** Every waiter hears something, at the latest when all that came before it have let go. */
async function hearAll(ledger: Ledger): Promise<void> {
  const { leaseMs, patienceMs = 0 } = ledger.options
  // On a busy machine a waiter may come late, but each time it has had its turn.
  const leases = 3 * (ledger.waiting.size + 1)
  for (let count = 0; count < leases && ledger.waiting.size > 0; count += 1) {
    await ledger.pass(leaseMs + patienceMs)
  }
  expect(ledger.waiting.size, 'waiters that never heard anything').to.equal(0)
}

/**
 * Fences only grow, at most one is current, and what was finished stays; whatever the order.
 * Gives the number of runs that went to their end with the store's server in reach.
 */
export async function turnsProperty(
  options: TurnsOptions,
  parameters: fc.Parameters<[Iterable<Step>]> = {},
): Promise<number> {
  let sure = 0
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: 'max' }), async (commands) => {
      const test = await options.create()
      const ledger = new Ledger(test, options)
      try {
        await fc.asyncModelRun(() => ({ model: ledger, real: ledger }), commands)
        await hearAll(ledger)
        // All that was ever granted, tried once more: one at most is still good.
        for (const [name, turn] of ledger.turns) {
          for (const fence of turn.fences) await renewWith(ledger, name, turn, fence)
        }
        sure += 1
      } catch (error) {
        if (!(await ledger.isUnsure(error))) throw error
      } finally {
        for (const { abort } of ledger.waiting) abort.abort(new Error('over'))
        await test.store.close()
      }
    }),
    parameters,
  )
  return sure
}
