/** The leases of the turns that this process runs: they tell other processes that it has not vanished. */
import type { Progress, Store } from '../store/types.ts'
import { LEASE_MS, NO_FENCE, type Turn } from './turn.ts'

export class Leases {
  readonly #turns: Store['turns']
  readonly #ttlMs: number
  /** Claims under way. */
  readonly #claims = new WeakMap<Turn, Promise<boolean>>()

  /** @param ttlMs how long a turn is remembered */
  constructor({ turns }: Pick<Store, 'turns'>, ttlMs: number) {
    this.#turns = turns
    this.#ttlMs = ttlMs
  }

  /** Whether this process still owns a turn. @throws the error of the Store. */
  async renew(turn: Turn, progress: Progress = 'running'): Promise<boolean> {
    const { record, fence } = turn
    if (fence === undefined || fence === NO_FENCE) return false
    const isOurs = await this.#turns.renew(record, fence, LEASE_MS, progress)
    return isOurs || this.regain(turn, fence)
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
    const claim = await this.#turns.claim(turn.record, options)
    // A retry has claimed it meanwhile, for this process.
    if (turn.fence !== refused) return turn.fence !== undefined
    // For this process poison is no reason to end: it has not vanished.
    if (claim.state !== 'run' && claim.state !== 'poison') return false
    // The Store has gone meanwhile, and nobody knows.
    if (claim.fence === NO_FENCE) throw new Error('the Store is away')
    turn.own(claim.fence)
    return true
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
