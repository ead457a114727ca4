/** The users whom a bot may write to now: those who wrote lately and still have messages left. */
import type { Allowance } from '../api/allowance.ts'
import type { Sets } from '../store/types.ts'
import type { Reachable } from './types.ts'

const PAGE = 200

export interface ReachableParts {
  readonly allowance: Allowance
  readonly sets: Sets
  /** The set of users who have written within 48 hours. */
  readonly set: string
}

export function createReachable({ allowance, sets, set }: ReachableParts): Reachable {
  return async function* reachable() {
    let after: string | undefined
    do {
      const page = await sets.list(set, { limit: PAGE, ...(after === undefined ? {} : { after }) })
      const left = await Promise.all(page.members.map(allowance.left))
      yield* page.members.filter((_, i) => left[i] !== 0)
      after = page.next
    } while (after !== undefined)
  }
}
