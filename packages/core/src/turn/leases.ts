/** The leases of the turns that this process runs: they tell other processes that it has not vanished. */
import type { Progress, Store } from '../store/types.ts'
import { LEASE_MS, NO_FENCE, type Turn } from './turn.ts'

export class Leases {
  readonly #turns: Store['turns']
  readonly #ttlMs: number

  /** @param ttlMs how long a turn is remembered */
  constructor({ turns }: Pick<Store, 'turns'>, ttlMs: number) {
    this.#turns = turns
    this.#ttlMs = ttlMs
  }

  /** Whether this process still owns a turn that has a fence. @throws the error of the Store. */
  async renew(turn: Turn, progress: Progress = 'running'): Promise<boolean> {
    const { record, fence = NO_FENCE } = turn
    return (await this.#turns.renew(record, fence, LEASE_MS, progress)) || this.regain(turn)
  }

  /**
   * Claims a turn anew whose fence the Store does not know. A Redis that has lost its content, by a restart or a failover,
   * is not another owner. False if there is another owner, or if the turn is finished. @throws the error of the Store.
   */
  async regain(turn: Turn): Promise<boolean> {
    const claim = await this.#turns.claim(turn.record, { leaseMs: LEASE_MS, ttlMs: this.#ttlMs })
    if (claim.state !== 'run') return false
    // The Store has gone meanwhile, and nobody knows.
    if (claim.fence === NO_FENCE) throw new Error(claim.degraded ?? 'the Store is away')
    turn.own(claim.fence)
    return true
  }

  /** Whether this process still owns the turn. Undefined for a turn without a lease, and while the Store is away. */
  async holds(turn: Turn): Promise<boolean | undefined> {
    if (turn.fence === undefined || turn.fence === NO_FENCE) return undefined
    try {
      return await this.renew(turn)
    } catch {
      return undefined
    }
  }
}
