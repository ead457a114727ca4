/**
 * One call of the command: its words, and all it may use of the process that runs it. A spec makes its
 * own; the bin makes the one that is its process.
 */
import type { Readable, Writable } from 'node:stream'
import { type Clock, systemClock } from '@wechatbot/core'

/** How long a plugin, or a request that is not answered, may keep the process after its end. */
const END_MS = 500

/** The environment is no part of it: a configuration in TypeScript reads `process.env` itself. */
export interface Invocation {
  /** Without node and the script. */
  readonly args: readonly string[]
  /** Absolute. Where the config file is looked for, and where paths among the words begin. */
  readonly cwd: string
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  /**
   * Emits as `process` does: SIGINT, SIGTERM and SIGHUP, `unhandledRejection` and
   * `uncaughtException`, and `exit` when nothing comes after it.
   */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'once' | 'off'>
  /** By which the bots of the call wait, and WeChat for them. */
  readonly clock: Clock
  /** Ends it at once, whatever is open. */
  readonly exit: (code: number) => void
}

/** A terminal has `isTTY`; a pipe and a file have not. */
export type Input = Readable & { readonly isTTY?: boolean }

/** A terminal also knows of its colours, which obeys NO_COLOR and FORCE_COLOR. */
export type Output = Writable & { readonly isTTY?: boolean; readonly hasColors?: () => boolean }

export function thisProcess(): Invocation {
  return {
    args: process.argv.slice(2),
    cwd: process.cwd(),
    // Opened only by a command that reads it.
    get stdin() {
      return process.stdin
    },
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    clock: systemClock,
    exit: (code) => process.exit(code),
  }
}

/** Sets the exit code; what is still open then has half a second. */
export function endWith(code: number): void {
  process.exitCode = code
  setTimeout(() => process.exit(), END_MS).unref()
}
