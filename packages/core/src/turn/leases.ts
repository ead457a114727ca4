/** The leases of the turns that this process runs: they tell other processes that it has not vanished. */
import type { Clock } from '../clock.ts'
import type { Claim, ClaimOptions, Progress, Store } from '../store/types.ts'
import { LEASE_MS, NO_FENCE, type Turn } from './turn.ts'

/** How often a lease is renewed. */
const RENEW_MS = 1000

export class Leases {
  readonly #turns: Store['turns']
  readonly #ttlMs: number
  readonly #clock: Clock
  /** Turns for which the Store has failed since their lease was renewed. */
  readonly #doubted = new WeakSet<Turn>()
  /** Turns with an attempt that the Store has not counted. */
  readonly #uncounted = new WeakSet<Turn>()
  /** Claims under way. */
  readonly #claims = new WeakMap<Turn, Promise<boolean>>()

  /** @param ttlMs how long a turn is remembered */
  constructor({ turns }: Pick<Store, 'turns'>, ttlMs: number, clock: Clock) {
    this.#clock = clock
    this.#turns = turns
    this.#ttlMs = ttlMs
  }

  /** Whether this process still owns a turn. @throws the error of the Store. */
  async renew(turn: Turn, progress: Progress = 'running'): Promise<boolean> {
    const { record, fence } = turn
    if (fence === undefined || fence === NO_FENCE) return false
    const claimed = this.#claims.get(turn)
    if (claimed !== undefined) return claimed
    try {
      const isOurs = await this.#turns.renew(record, fence, LEASE_MS, progress)
      if (isOurs && this.#doubted.delete(turn)) await this.#count(turn, 0)
      return isOurs || (await this.regain(turn, fence))
    } catch (err) {
      this.doubt(turn)
      throw err
    }
  }

  /**
   * Notes that the Store has failed for a turn that runs here. It may have carried out a claim without an answer: then a
   * lease belongs to nobody.
   */
  doubt(turn: Turn): void {
    this.#doubted.add(turn)
  }

  /** Notes an attempt at a turn of this process that the Store has not counted. */
  missed(turn: Turn): void {
    this.#doubted.add(turn)
    this.#uncounted.add(turn)
  }

  /**
   * Claims a turn once more after the Store has refused its fence: a Redis that came back empty knows no owner. False if
   * another process owns the turn, or if it is finished. The Store counts the claim as an attempt.
   * @throws the error of the Store.
   */
  async regain(turn: Turn, refused: number): Promise<boolean> {
    if (turn.fence !== refused) return turn.fence !== undefined
    // Two callers share one claim: the second one would find the first one's lease, and take it for another owner's.
    const claimed =
      this.#claims.get(turn) ??
      this.#claim(turn, refused).finally(() => {
        this.#claims.delete(turn)
      })
    this.#claims.set(turn, claimed)
    return claimed
  }

  async #claim(turn: Turn, refused: number): Promise<boolean> {
    const options = { leaseMs: LEASE_MS, ttlMs: this.#ttlMs }
    const claim = await this.#claimOrWait(turn, options)
    // A retry has claimed it meanwhile, for this process.
    if (turn.fence !== refused) return turn.fence !== undefined
    // For this process poison is no reason to end: it has not vanished.
    if (claim.state !== 'run' && claim.state !== 'poison') return false
    // The Store has gone meanwhile, and nobody knows.
    if (claim.fence === NO_FENCE) throw new Error('the Store is away')
    turn.own(claim.fence)
    return true
  }

  /** An owner that lives renews its lease. A lease that nobody renews ends, and the turn is claimed then. */
  async #claimOrWait(turn: Turn, options: ClaimOptions): Promise<Claim> {
    let claim = await this.#turns.claim(turn.record, options)
    if (claim.state === 'wait' && this.#doubted.has(turn)) {
      const [{ attempt }, abort] = [claim, new AbortController()]
      const timer = this.#clock.setTimeout(() => abort.abort(), LEASE_MS + RENEW_MS)
      const { signal } = abort
      claim = await this.#turns
        .wait(turn.record, { ...options, signal })
        .catch((err: unknown): Claim => {
          if (signal.aborted) return { state: 'wait', attempt }
          throw err
        })
      this.#clock.clearTimeout(timer)
    }
    if (claim.state === 'run') await this.#count(turn, claim.attempt)
    return claim
  }

  /** Tells the Store of attempts that it has not counted, because it was away, or because it has lost its content. */
  async #count(turn: Turn, known: number): Promise<void> {
    const options = { leaseMs: LEASE_MS, ttlMs: this.#ttlMs }
    let attempt = this.#uncounted.delete(turn) || known > 0 ? known : turn.attempts
    while (attempt < turn.attempts) {
      const claim = await this.#turns.claim(turn.record, options)
      attempt = claim.state === 'replay' ? turn.attempts : claim.attempt
    }
  }

  /** Ends a lease at once. Its owner does not count as vanished. Never rejects. */
  async giveBack(record: string, fence: number): Promise<void> {
    await this.#turns.renew(record, fence, 1, 'waiting').catch(() => false)
  }

  /**
   * Whether this process still owns the turn. Undefined for a turn without a lease. True while the Store is away: nobody
   * can take the turn over then.
   */
  async holds(turn: Turn): Promise<boolean | undefined> {
    if (turn.fence === undefined || turn.fence === NO_FENCE) return undefined
    return this.renew(turn).catch(() => true)
  }
}
