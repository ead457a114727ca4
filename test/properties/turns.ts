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
import { type Between, type Known, Ledger, later, type TurnsOptions } from './ledger.js'

type Step = fc.AsyncCommand<object, Ledger>

/** A command that may always be tried; what it finds is the ledger's. */
function step(name: string, run: (ledger: Ledger) => Promise<void>): Step {
  return {
    check: () => true,
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
    const before = ledger.turns.get(key)
    const { said, at } = await ledger.ask(() =>
      ledger.store.turns.claim(key, {
        leaseMs,
        ttlMs,
        ...(signature === undefined ? {} : { signature }),
      }),
    )
    if (signature !== undefined && isReplay(ledger, said, key, signature, at)) return
    expect(said.state).to.not.equal('replay')
    claimed(ledger, key, said as Exclude<Claim, { state: 'replay' }>, at, before)
  })
}

/** Whether the store refused the signature, and was right. */
function isReplay(ledger: Ledger, said: Claim, key: string, signature: string, at: Between) {
  const bound = ledger.bound.get(signature)
  const isFree = bound === undefined || at.latest >= bound.ends.earliest
  if (said.state === 'replay') {
    expect(bound?.owner, 'a replay of nothing').to.not.be.oneOf([undefined, key])
    expect(at.earliest, 'bound for too long').to.be.below(bound?.ends.latest ?? 0)
    return true
  }
  if (!isFree) expect(bound.owner, 'a signature of another message').to.equal(key)
  else ledger.bound.set(signature, { owner: key, ends: later(at, ledger.options.ttlMs) })
  return false
}

function claimed(
  ledger: Ledger,
  key: string,
  said: Exclude<Claim, { state: 'replay' }>,
  at: Between,
  turn: Known | undefined,
): void {
  if (turn === undefined) {
    expect(said, 'the first claim').to.include({ state: 'run', attempt: 1 })
    ledger.granted(key, (said as { fence: number }).fence, at)
    return
  }
  const isRemembered = at.latest < turn.ends.earliest
  if (isRemembered) {
    turn.attempts += 1
    expect(said.attempt).to.equal(turn.attempts)
  } else {
    turn.attempts = said.attempt
  }
  if (said.state === 'run') {
    ledger.granted(key, said.fence, at)
    return
  }
  if (said.state === 'done') {
    expect(turn.reply, 'done, and nobody finished it').to.not.equal(undefined)
    expect(said.reply).to.deep.equal(turn.reply)
    return
  }
  if (isRemembered) expect(turn.reply, 'finished, and told to wait').to.equal(undefined)
  // Another waiter may have taken over that has not heard of it yet.
  if (ledger.waitersOf(key) > 0) return
  expect(at.earliest, 'told to wait for nobody').to.be.below(turn.leaseEnds.latest)
}

/** Which of the fences of a turn somebody still believes in: a share of all that were granted. */
function held(turn: Known, share: number): { readonly fence: number; readonly isCurrent: boolean } {
  const at = Math.min(turn.fences.length - 1, Math.floor(share * turn.fences.length))
  return { fence: turn.fences[at] ?? 0, isCurrent: at === turn.fences.length - 1 }
}

/** Whether the store may still have an owner that the ledger has not heard of, or no turn at all. */
function isOpen(ledger: Ledger, key: string, turn: Known, at: Between): boolean {
  const isOver = at.latest >= turn.leaseEnds.earliest
  return (isOver && ledger.waitersOf(key) > 0) || at.latest >= turn.ends.earliest
}

function renew(key: string, share: number): Step {
  return step(`renew(${key}, ${share.toFixed(2)})`, async (ledger) => {
    const turn = ledger.turns.get(key)
    if (turn === undefined) return
    const { fence, isCurrent } = held(turn, share)
    const { leaseMs } = ledger.options
    const { said, at } = await ledger.ask(() => ledger.store.turns.renew(key, fence, leaseMs))
    const isAllowed = isCurrent && turn.reply === undefined
    if (!isAllowed || !isOpen(ledger, key, turn, at)) {
      expect(said, `renewed with fence ${fence} of ${turn.fences}`).to.equal(isAllowed)
    }
    if (said) turn.leaseEnds = later(at, leaseMs)
  })
}

function finish(key: string, share: number, content: string): Step {
  return step(`finish(${key}, ${share.toFixed(2)}, ${content})`, async (ledger) => {
    const turn = ledger.turns.get(key)
    if (turn === undefined) return
    const { fence, isCurrent } = held(turn, share)
    const reply: Reply = { type: 'text', content }
    const { said, at } = await ledger.ask(() => ledger.store.turns.finish(key, fence, reply))
    const isAllowed = isCurrent && turn.reply === undefined
    if (!isAllowed || !isOpen(ledger, key, turn, at)) {
      expect(said, `finished with fence ${fence} of ${turn.fences}`).to.equal(isAllowed)
    }
    if (said) turn.reply = reply
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

/** All that was granted of one turn, tried at the end: one at most is still good. */
async function countCurrent(ledger: Ledger, name: string, turn: Known): Promise<void> {
  const { leaseMs } = ledger.options
  const renewed: number[] = []
  for (const fence of turn.fences) {
    if (await ledger.store.turns.renew(name, fence, leaseMs)) renewed.push(fence)
  }
  expect(renewed.length, `current fences: ${renewed}`).to.be.most(1)
  if (renewed.length > 0) expect(renewed[0]).to.equal(turn.fences.at(-1))
}

/** Every waiter hears something, at the latest when all that came before it have let go. */
async function hearAll(ledger: Ledger): Promise<void> {
  const leases = ledger.waiting.size + 1
  for (let count = 0; count < leases && ledger.waiting.size > 0; count += 1) {
    await ledger.pass(ledger.options.leaseMs + (ledger.options.patienceMs ?? 0))
  }
  expect(ledger.waiting.size, 'waiters that never heard anything').to.equal(0)
}

/** Fences only grow, at most one is current, and what was finished stays; whatever the order. */
export async function turnsProperty(
  options: TurnsOptions,
  parameters: fc.Parameters<[Iterable<Step>]> = {},
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: 'max' }), async (commands) => {
      const test = await options.create()
      const ledger = new Ledger(test, options)
      try {
        await fc.asyncModelRun(() => ({ model: {}, real: ledger }), commands)
        await hearAll(ledger)
        for (const [name, turn] of ledger.turns) await countCurrent(ledger, name, turn)
      } finally {
        for (const { abort } of ledger.waiting) abort.abort(new Error('over'))
        await test.store.close()
      }
    }),
    parameters,
  )
}
