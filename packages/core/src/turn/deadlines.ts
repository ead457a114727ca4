/**
 * The attempts that wait for the reply of their turn, each until its deadline. Thousands may wait in
 * one process, so an attempt is one object here: it has no timer, no listener and no closure.
 */
import type { Clock, Timer } from '../clock.ts'
import type { Reply } from '../reply/types.ts'
import { RenewedMap } from '../store/renewed-map.ts'

/** One attempt that waits. It ends once. */
export abstract class Waiting {
  /** The next attempt of its group. */
  next: Waiting | undefined
  #group: Group | undefined

  /** Called once: with the reply, without one at the deadline, or if WeChat is to ask again. */
  protected abstract ended(reply: Reply | 'unanswered' | undefined): void

  end(reply: Reply | 'unanswered' | undefined): void {
    const group = this.#group
    if (group === undefined) return
    this.#group = undefined
    group.leave()
    this.ended(reply)
  }

  get isWaiting(): boolean {
    return this.#group !== undefined
  }

  join(group: Group): void {
    this.#group = group
  }
}

export class Deadlines {
  readonly #clock: Clock
  readonly #groups = new RenewedMap<number, Group>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** @param deadline a time of {@link Clock.monotonic}. */
  add(waiting: Waiting, deadline: number): void {
    // Attempts whose deadlines fall into one millisecond share a timer.
    const time = Math.floor(deadline)
    const group = this.#groups.get(time) ?? this.#begin(time)
    group.add(waiting)
  }

  #begin(time: number): Group {
    const leftMs = Math.max(0, time - this.#clock.monotonic())
    // An attempt that comes while this group ends gets a group of its own.
    const forget = () => {
      if (this.#groups.get(time) === group) this.#groups.delete(time)
    }
    const timer: Timer = this.#clock.setTimeout(() => {
      forget()
      group.end()
    }, leftMs)
    const group = new Group(() => {
      forget()
      this.#clock.clearTimeout(timer)
    })
    this.#groups.set(time, group)
    return group
  }
}

/** The attempts with one deadline, in the order in which they came. */
class Group {
  #first: Waiting | undefined
  #last: Waiting | undefined
  #count = 0
  readonly #onEmpty: () => void

  constructor(onEmpty: () => void) {
    this.#onEmpty = onEmpty
  }

  add(waiting: Waiting): void {
    if (this.#last === undefined) this.#first = waiting
    else this.#last.next = waiting
    this.#last = waiting
    this.#count += 1
    waiting.join(this)
  }

  leave(): void {
    this.#count -= 1
    if (this.#count === 0) this.#onEmpty()
  }

  end(): void {
    let each = this.#first
    while (each !== undefined) {
      const { next } = each
      // A turn that runs on must not keep the attempts behind this one in memory.
      each.next = undefined
      each.end(undefined)
      each = next
    }
  }
}
