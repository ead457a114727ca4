/**
 * Time as all processes of the machine count it for one file: milliseconds that begin at the wall clock of
 * the first one after a boot, and go on by the machine's monotonic clock. So a wall clock that is set
 * moves neither leases nor ends, and what has a time to live ends by and by over restarts and boots.
 */
import { readFileSync } from 'node:fs'
import { type Clock, systemClock } from '@wechatbot/core'
import type { Connection } from './connection.ts'

const NANOSECONDS = 1e6
/** Other processes may have been a little ahead; more means that the monotonic clock began anew. */
const SLACK_MS = 1000

/** When what has `ms` to live ends. Infinity is some hundred thousand years. */
export function endOf(now: number, ms: number): number {
  return Math.min(now + Math.round(ms), Number.MAX_SAFE_INTEGER)
}

/** Of all processes alike: Linux counts since the boot, whoever asks. */
export interface Machine {
  readonly monotonic: () => number
  /** Another one after each boot; empty where none is known, on other systems than Linux. */
  readonly boot: string
}

/** @param clock the machine's own, or one whose monotonic hand is taken for the machine's. */
export function machineOf(clock: Clock): Machine {
  return {
    monotonic:
      clock === systemClock
        ? // Not performance.now(), which begins with the process.
          () => Number(process.hrtime.bigint()) / NANOSECONDS
        : () => clock.monotonic(),
    boot: bootId(),
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return ''
  }
}

export class FileTime {
  readonly #machine: Machine
  readonly #zero: number
  readonly #see: (...bound: readonly number[]) => number

  /** In a transaction, for the first process after a boot writes down when that was. */
  constructor(db: Connection, clock: Clock, machine: Machine) {
    this.#machine = machine
    const monotonic = machine.monotonic()
    const known = db.row<readonly [string, number, number]>('SELECT boot, zero, seen FROM clock')()
    const [boot, zero = 0, seen = 0] = known ?? []
    const isSame = boot === machine.boot && zero + monotonic >= seen - SLACK_MS
    // Never back: what a machine without a clock of its own takes for the time may be years ago.
    this.#zero = isSame ? zero : Math.floor(Math.max(clock.now(), seen) - monotonic)
    db.change('INSERT OR REPLACE INTO clock VALUES (1, ?, ?, ?)')(
      machine.boot,
      this.#zero,
      Math.max(seen, this.now()),
    )
    this.#see = db.change('UPDATE clock SET seen = ?1 WHERE seen < ?1')
  }

  /** Whole milliseconds. */
  now(): number {
    return Math.floor(this.#zero + this.#machine.monotonic())
  }

  /** Writes down how late it is: after the next boot it is later. */
  note(): void {
    this.#see(this.now())
  }
}
