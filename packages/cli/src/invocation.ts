/**
 * One call of the command: its words, and everything that it may use of its process. A spec makes an invocation of
 * its own; the bin makes the one of the real process.
 */
import type { Readable, Writable } from 'node:stream'
import type { Clock } from '@wechatbot/core'
import { systemClock } from '@wechatbot/core/internal/clock'
import { Masker } from './config/masker.ts'

/** How long the process waits at its end for a plugin or a request that is still open. */
const END_MS = 500

/** The environment is no part of an invocation, because a configuration in TypeScript reads `process.env` itself. */
export interface Invocation {
  /** The words of the command line, without node and the script. */
  readonly args: readonly string[]
  /** Absolute. The config file is looked for here, and relative paths begin here. */
  readonly cwd: string
  readonly stdin: Input
  readonly stdout: Output
  readonly stderr: Output
  /**
   * Emits what `process` emits: SIGINT, SIGTERM and SIGHUP, `unhandledRejection` and `uncaughtException`,
   * `beforeExit` when nothing is left that could happen, and `exit` when the process ends.
   */
  readonly signals: Pick<
    NodeJS.EventEmitter,
    'on' | 'once' | 'off' | 'prependOnceListener' | 'listenerCount'
  >
  /** Hides the secrets of the configuration in what the call shows. */
  readonly masker: Masker
  /** The clock of the bots and of the simulated WeChat. */
  readonly clock: Clock
  /** Ends the process at once, whatever is still open. */
  readonly exit: (code: number) => void
}

/** A terminal has `isTTY`; a pipe and a file have not. */
export type Input = Readable & { readonly isTTY?: boolean }

/** A terminal also has `hasColors`, which obeys NO_COLOR and FORCE_COLOR. */
export type Output = Writable & { readonly isTTY?: boolean; readonly hasColors?: () => boolean }

export function thisProcess(): Invocation {
  return {
    args: process.argv.slice(2),
    cwd: process.cwd(),
    // A getter: standard input is opened only by a command that reads it.
    get stdin() {
      return process.stdin
    },
    stdout: process.stdout,
    stderr: process.stderr,
    signals: process,
    masker: new Masker(),
    clock: systemClock,
    exit: (code) => process.exit(code),
  }
}

/** Sets the exit code. Whatever is still open then has half a second. */
export function endWith(code: number): void {
  process.exitCode = code
  setTimeout(() => process.exit(), END_MS).unref()
}
