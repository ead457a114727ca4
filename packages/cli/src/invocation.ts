/** One call of the command: its words, and all it may use of the process that runs it. */
import type { Readable, Writable } from 'node:stream'

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
  /** Ends it at once, whatever is open. */
  readonly exit: (code: number) => void
}

/** A terminal has `isTTY`; a pipe and a file have not. */
export type Input = Readable & { readonly isTTY?: boolean }

/** A terminal also knows of its colours, which obeys NO_COLOR and FORCE_COLOR. */
export type Output = Writable & { readonly isTTY?: boolean; readonly hasColors?: () => boolean }
