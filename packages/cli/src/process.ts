/** The command as a process of its own: what the bin passes on. */
import type { Invocation } from './invocation.ts'

/** How long a plugin, or a request that is not answered, may keep the process after its end. */
const END_MS = 500

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
    exit: (code) => process.exit(code),
  }
}

/** Sets the exit code; what is still open then has half a second. */
export function endWith(code: number): void {
  process.exitCode = code
  setTimeout(() => process.exit(), END_MS).unref()
}
