/** The leases of the turns that this process runs: they tell other processes that it has not vanished. */
import type { Clock } from '../clock.ts'
import type { Claim, ClaimOptions, Progress, Store } from '../store/types.ts'
import { fenceOf, isMissed, noteCount, noteMiss } from './gap.ts'
import { LEASE_MS, RENEW_MS, type Turn } from './turn.ts'

export class Leases {
  readonly #turns: Store['turns']
  readonly #options: ClaimOptions
  readonly #clock: Clock
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
    if (fence === undefined) return false
    const claimed = this.#claims.get(turn)
    if (claimed !== undefined) return claimed
    try {
      const isOurs = await this.#turns.renew(record, fence, LEASE_MS, progress)
      if (isOurs) await this.#closeGap(turn)
      return isOurs || (await this.regain(turn, fence))
    } catch (err) {
      noteMiss(turn)
      throw err
    }
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
      this.#claim(turn, refused)
        .catch((err: unknown) => {
          noteMiss(turn)
          throw err
        })
        .finally(() => {
          this.#claims.delete(turn)
        })
    this.#claims.set(turn, claimed)
    return claimed
  }

  async #claim(turn: Turn, refused: number): Promise<boolean> {
    const claim = await this.#claimOrWait(turn)
    const fence = fenceOf(claim)
    // A retry has claimed it meanwhile, for this process.
    if (turn.fence !== refused && turn.fence !== fence) return turn.fence !== undefined
    // For this process poison is no reason to end: it has not vanished.
    if (fence === undefined) return false
    turn.own(fence)
    return true
  }

  async #claimOrWait(turn: Turn): Promise<Claim> {
    const isInDoubt = turn.gap?.isOpen === true
    let claim = await this.#countedClaim(turn)
    if (claim.state === 'wait' && isInDoubt) claim = (await this.#waitForEnd(turn)) ?? claim
    if (claim.state === 'run') await this.#closeGap(turn)
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

  /** Tells the Store of the attempts that it has not counted. If it fails meanwhile, the gap stays open. */
  async #closeGap(turn: Turn): Promise<void> {
    const { gap } = turn
    if (gap?.isOpen !== true) return
    // A call that fails from here on opens it again.
    gap.isOpen = false
    let counted = -1
    while (counted < gap.counted && gap.counted < turn.attempts) {
      counted = gap.counted
      await this.#countedClaim(turn)
    }
  }

  /** A claim that the Store has counted. @throws the error of the Store, also where it answers for this process alone. */
  async #countedClaim(turn: Turn): Promise<Claim> {
    const claim = await this.#turns.claim(turn.record, this.#options)
    if (isMissed(claim)) throw new Error('the Store is away')
    // Without a signature no claim is a replay.
    if (claim.state !== 'replay') noteCount(turn, claim.attempt)
    // A Store that came back empty meanwhile has given this process another lease.
    const fence = fenceOf(claim)
    if (fence !== undefined && turn.fence !== undefined) turn.own(fence)
    return claim
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
    if (turn.fence === undefined) return undefined
    return this.renew(turn).catch(() => true)
  }
}
