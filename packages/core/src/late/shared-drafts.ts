/**
 * The drafts of growing replies in the Store, joined with this process's text. While the Store is
 * away only this process knows them.
 */
import type { Clock } from '../clock.ts'
import type { Outage } from '../store/outage.ts'
import type { Values } from '../store/types.ts'
import { type Draft, Drafts, KEPT_MS, later } from './draft.ts'
import type { Aligned, GrowingReply } from './growing-reply.ts'
import { untilAnswered } from './until-answered.ts'

export interface SharedDraftsParts {
  readonly clock: Clock
  /** Aborts when the bot is told to end. */
  readonly draining: AbortSignal
  readonly outage: Outage
  readonly values: Values
  readonly scope: string
}

export class SharedDrafts {
  readonly #drafts: Drafts
  readonly #parts: SharedDraftsParts

  constructor(parts: SharedDraftsParts) {
    this.#drafts = new Drafts(parts.values, parts.scope)
    this.#parts = parts
  }

  /**
   * Changes a draft. Never rejects: while the Store is away, only this process knows the change.
   * @param growing absent if another process writes the reply.
   * @param change pure. If it returns undefined, nothing changes.
   */
  async change(
    key: string,
    growing: GrowingReply | undefined,
    change: (draft: Draft | undefined) => Draft | undefined,
  ): Promise<Draft | undefined> {
    let aligned: Aligned | undefined
    let wanted: Draft | undefined
    /** This process's draft when `wanted` was made of it. */
    let known: Draft | undefined
    const apply = (before: Draft | undefined): Draft | undefined => {
      const own = growing?.draft
      known = own
      const isBehind = growing?.isAhead && before !== undefined && own !== undefined
      aligned = growing?.align(isBehind ? later(before, own) : (before ?? own))
      wanted = change(aligned?.draft ?? before)
      return wanted
    }
    const result = (has: Draft | undefined): Draft | undefined => {
      const draft = wanted === undefined ? (aligned?.draft ?? has) : has
      if (growing === undefined) return draft
      if (wanted !== undefined && aligned !== undefined) growing.settle(aligned)
      growing.draft = draft
      return draft
    }
    // Set before the write ends: a write under way may still arrive.
    if (growing !== undefined) growing.isKept = true
    try {
      const has = await this.#drafts.change(key, apply)
      if (growing !== undefined && wanted !== undefined) growing.isAhead = false
      return result(has)
    } catch (err) {
      this.#parts.outage.note(err, 'a growing reply is known to this instance only', { key })
      if (growing === undefined) return undefined
      // A call that failed may have been carried out all the same, and other instances go by it. Another change of this
      // process may have failed meanwhile.
      const { draft } = growing
      const kept = wanted && draft && draft !== known ? later(wanted, draft) : wanted
      const own = result(kept ?? apply(draft))
      growing.isAhead ||= wanted !== undefined
      return own
    }
  }

  /** Removes a draft. Never rejects. Others would go on giving from it, so it is tried until the Store is back. */
  remove(key: string): Promise<void> {
    const removed = () => this.#drafts.remove(key).then(() => true)
    return untilAnswered(removed, KEPT_MS, this.#parts)
  }
}
