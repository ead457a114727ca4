/** The leases of the turns that this process runs: they tell other processes that it has not vanished. */
import type { Clock } from '../clock.ts'
import type { Claim, ClaimOptions, Progress, Store } from '../store/types.ts'
import { LEASE_MS, NO_FENCE, RENEW_MS, type Turn } from './turn.ts'

export class Leases {
  readonly #turns: Store['turns']
  readonly #options: ClaimOptions
  readonly #clock: Clock
  /**
   * Turns for which the Store has failed since their lease was renewed. It may have carried out a claim that had no answer:
   * then another fence has the lease, but no process knows it.
   */
  readonly #doubted = new WeakSet<Turn>()
  /** Turns with an attempt that the Store has not counted. */
  readonly #uncounted = new WeakSet<Turn>()
  /** Claims under way. */
  readonly #claims = new WeakMap<Turn, Promise<boolean>>()

  /** @param ttlMs how long a turn is remembered */
  constructor({ turns }: Pick<Store, 'turns'>, ttlMs: number, clock: Clock) {
    this.#clock = clock
    this.#turns = turns
    this.#options = { leaseMs: LEASE_MS, ttlMs }
  }

  /** Whether this process still owns a turn. @throws the error of the Store. */
  async renew(turn: Turn, progress: Progress = 'running'): Promise<boolean> {
    const { record, fence } = turn
    if (fence === undefined || fence === NO_FENCE) return false
    const claimed = this.#claims.get(turn)
    if (claimed !== undefined) return claimed
    try {
      const isOurs = await this.#turns.renew(record, fence, LEASE_MS, progress)
      if (isOurs && this.#doubted.delete(turn)) await this.#countMissed(turn)
      return isOurs || (await this.regain(turn, fence))
    } catch (err) {
      this.#doubted.add(turn)
      throw err
    }
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
    const claim = await this.#claimOrWait(turn)
    // A retry has claimed it meanwhile, for this process.
    if (turn.fence !== refused) return turn.fence !== undefined
    // For this process poison is no reason to end: it has not vanished.
    if (claim.state !== 'run' && claim.state !== 'poison') return false
    // The Store has gone meanwhile, and nobody knows.
    if (claim.fence === NO_FENCE) throw new Error('the Store is away')
    turn.own(claim.fence)
    return true
  }

  async #claimOrWait(turn: Turn): Promise<Claim> {
    let claim = await this.#turns.claim(turn.record, this.#options)
    if (claim.state === 'wait' && this.#doubted.has(turn)) {
      claim = (await this.#waitForEnd(turn)) ?? claim
    }
    if (claim.state === 'run') await this.#countUpTo(turn, claim.attempt)
    return claim
  }

  /**
   * Undefined if the turn has another owner. A living owner renews its lease. A lease that no process knows is never
   * renewed, so it ends.
   */
  async #waitForEnd(turn: Turn): Promise<Claim | undefined> {
    const abort = new AbortController()
    const { signal } = abort
    const timer = this.#clock.setTimeout(() => abort.abort(), LEASE_MS + RENEW_MS)
    try {
      return await this.#turns.wait(turn.record, { ...this.#options, signal })
    } catch (err) {
      if (signal.aborted) return undefined
      throw err
    } finally {
      this.#clock.clearTimeout(timer)
    }
  }

  /** Tells the Store of attempts that it has not counted, because it was away. */
  async #countMissed(turn: Turn): Promise<void> {
    if (!this.#uncounted.has(turn)) return
    await this.#countUpTo(turn, 0)
  }

  /**
   * Lets the Store count as many attempts as this process has seen: it was away, or has lost its content.
   * @param counted the attempts that it has counted, as far as that is known.
   */
  async #countUpTo(turn: Turn, counted: number): Promise<void> {
    let attempt = counted
    while (attempt < turn.attempts) {
      const claim = await this.#turns.claim(turn.record, this.#options)
      attempt = claim.state === 'replay' ? turn.attempts : claim.attempt
    }
    this.#uncounted.delete(turn)
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
