/**
 * The time that all processes of the machine share for one file, in milliseconds. It begins at the wall clock of
 * the first process after a boot, and goes on by the machine's monotonic clock. So a change of the wall clock moves
 * neither leases nor ends, and values with a time to live also end over restarts and boots.
 */
import { readFileSync } from 'node:fs'
import { type Clock, systemClock } from '@wechatbot/core'
import type { Connection } from './connection.ts'

const NANOSECONDS = 1e6
/** Other processes may have been a little ahead. A larger difference means that the monotonic clock began anew. */
const SLACK_MS = 1000

/** The end of a value that has `ms` to live. Infinity becomes some hundred thousand years. */
export function endOf(now: number, ms: number): number {
  return Math.min(now + Math.round(ms), Number.MAX_SAFE_INTEGER)
}

/** The clock of the machine, which is the same for all its processes: Linux counts from the boot. */
export interface Machine {
  readonly monotonic: () => number
  /** An id that changes with each boot. Empty where it is unknown, on systems other than Linux. */
  readonly boot: string
}

/** @param clock the machine's own clock, or a clock whose monotonic time stands for the machine's. */
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

  /** Call it in a transaction: the first process after a boot writes down the beginning. */
  constructor(db: Connection, clock: Clock, machine: Machine) {
    this.#machine = machine
    const monotonic = machine.monotonic()
    const known = db.row<readonly [string, number, number]>('SELECT boot, zero, seen FROM clock')()
    const [boot, zero = 0, seen = 0] = known ?? []
    const isSame = boot === machine.boot && zero + monotonic >= seen - SLACK_MS
    // The time never goes back. A machine without a battery-backed clock may start years in the past.
    this.#zero = isSame ? zero : Math.floor(Math.max(clock.now(), seen) - monotonic)
    db.change('INSERT OR REPLACE INTO clock VALUES (1, ?, ?, ?)')(
      machine.boot,
      this.#zero,
      Math.max(seen, this.now()),
    )
    this.#see = db.change('UPDATE clock SET seen = ?1 WHERE seen < ?1')
  }

  /** The time in whole milliseconds. */
  now(): number {
    return Math.floor(this.#zero + this.#machine.monotonic())
  }

  /** Writes down the present time. After the next boot the time begins no earlier. */
  note(): void {
    this.#see(this.now())
  }
}
