/**
 * What is known of one turn from what a store said, and what the store therefore must not say. Moments
 * are intervals: a question is answered at some moment between its asking and its answer. Answers come
 * in any order, so what was granted is kept in the order of its fences.
 */

import { MAX_VANISHED, type Reply } from '@wechatbot/core'
import { expect } from 'chai'

/** A moment that is known to be between two. */
export interface Between {
  readonly earliest: number
  readonly latest: number
}

export const later = ({ earliest, latest }: Between, ms: number): Between => ({
  earliest: earliest + ms,
  latest: latest + ms,
})

export interface Owned {
  readonly fence: number
  readonly state: 'run' | 'poison'
}

interface Grant {
  readonly fence: number
  readonly at: Between
  leaseEnds: Between
}

/** What an answer to a question can rest on. */
export interface Asked {
  readonly at: Between
  /** The highest fence that was known when it was asked. */
  readonly top: number
  /** Whether somebody waited then: he may own the turn by now, and not have heard of it. */
  readonly isWaitedFor: boolean
}

export class Known {
  /** The lowest fence first. */
  readonly #grants: Grant[] = []
  /** Before this moment it is remembered, come what may. */
  #ends = 0
  /** What the last owner has written down. */
  reply: Reply | undefined
  /** All that owners have written down: a waiter may hear of one that is forgotten by now. */
  readonly #replies: Reply[] = []
  /** Undefined when a waiter may have begun it anew, which counts from one again. */
  #attempts: number | undefined = 0

  get fences(): readonly number[] {
    return this.#grants.map(({ fence }) => fence)
  }

  get top(): number {
    return this.#grants.at(-1)?.fence ?? 0
  }

  /** Whether the store remembers it for sure: a turn is not forgotten while its owner's lease runs. */
  #isKept({ latest }: Between): boolean {
    const leaseEnds = this.#grants.at(-1)?.leaseEnds.earliest ?? 0
    return latest < this.#ends || (this.reply === undefined && latest < leaseEnds)
  }

  /** A claim was answered, whatever with. */
  attempted(attempt: number, state: string, { at }: Asked): void {
    if (this.#attempts !== undefined && this.#isKept(at)) {
      expect(attempt, 'attempts').to.equal(this.#attempts + 1)
    }
    if (attempt === 1) expect(state, 'the first attempt').to.equal('run')
    this.#attempts = attempt
  }

  /** By a first attempt. What was known of its end is known of the turn before. */
  begun({ at }: Asked, ttlMs: number): void {
    this.#ends = at.earliest + ttlMs
  }

  /** A waiter was told to run the turn, or to finish it without. */
  takenOver({ fence, state }: Owned, asked: Asked, leaseMs: number): void {
    if (asked.at.latest >= this.#ends) this.#attempts = undefined
    this.granted({ fence, state }, asked, leaseMs)
  }

  /** Somebody was told to run the turn, or to finish it without. */
  granted({ fence, state }: Owned, { at, top }: Asked, leaseMs: number): void {
    if (state === 'poison') {
      const why = 'poison, and too few have owned it'
      expect(this.#grants.length, why).to.be.least(MAX_VANISHED)
    }
    expect(fence, 'a fence that is no higher than one granted before').to.be.above(top)
    expect(this.fences, 'a fence that was granted before').to.not.include(fence)
    const after = this.#grants.findIndex((each) => each.fence > fence)
    const index = after === -1 ? this.#grants.length : after
    const [before, next] = [this.#grants[index - 1], this.#grants[index]]
    const isOwned = before !== undefined && (next !== undefined || this.reply === undefined)
    if (isOwned) mustBeOver(before, at)
    const began = isOwned ? Math.max(at.earliest, before.leaseEnds.earliest) : at.earliest
    const known = { earliest: began, latest: at.latest }
    const grant = { fence, at: known, leaseEnds: later(known, leaseMs) }
    if (next !== undefined) mustBeOver(grant, next.at)
    this.#grants.splice(index, 0, grant)
    if (next !== undefined || this.reply === undefined) return
    expect(at.latest, 'run again after it was finished').to.be.least(this.#ends)
    this.reply = undefined
  }

  /** Whether the owner was allowed to renew or to finish. */
  allowed(said: boolean, fence: number, { at, top, isWaitedFor }: Asked): void {
    const owner = this.#grants.find((grant) => grant.fence === top)
    if (fence !== top || this.reply !== undefined || owner === undefined) {
      expect(said, `allowed with fence ${fence} of ${this.fences}`).to.equal(false)
      return
    }
    const isTakenOver = isWaitedFor && at.latest >= owner.leaseEnds.earliest
    if (isTakenOver || !this.#isKept(at)) return
    expect(said, `allowed with fence ${fence} of ${this.fences}`).to.equal(true)
  }

  renewed(fence: number, { at }: Asked, leaseMs: number): void {
    const owner = this.#grants.find((grant) => grant.fence === fence)
    if (owner !== undefined) owner.leaseEnds = later(at, leaseMs)
  }

  finished(reply: Reply): void {
    this.reply = reply
    this.#replies.push(reply)
  }

  /** A claim got the reply. */
  done(reply: Reply | undefined): void {
    expect(this.reply, 'done, and nobody finished it').to.not.equal(undefined)
    expect(reply, 'the reply of a claim').to.deep.equal(this.reply)
  }

  /** A waiter got the reply. */
  heard(reply: Reply | undefined): void {
    expect(this.#replies, 'the reply of a waiter').to.deep.include(reply)
  }

  /** A claim was told to wait. */
  waits({ at, isWaitedFor }: Asked): void {
    if (this.#isKept(at)) expect(this.reply, 'finished, and told to wait').to.equal(undefined)
    if (isWaitedFor) return
    expect(this.reply, 'told to wait for who has finished').to.equal(undefined)
    const leaseEnds = this.#grants.at(-1)?.leaseEnds.latest ?? 0
    expect(at.earliest, 'told to wait for nobody').to.be.below(leaseEnds)
  }
}

function mustBeOver(grant: Grant, at: Between): void {
  expect(at.latest, 'taken over while the lease runs').to.be.least(grant.leaseEnds.earliest)
}
