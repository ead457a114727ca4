/**
 * npm and npx run a command in a shell. A signal to npm ends that shell, and most shells do not pass it
 * on: the command only learns that the shell has ended.
 */

/** The process that has started this one. */
export interface Parent {
  readonly hasEnded: () => boolean
}

/** Read early: a shell that ends at once (`wechatbot start &`) is no parent any more, and not waited for. */
const PARENT = process.ppid

/**
 * The shell that npm, npx, pnpm or yarn has put before this process. Undefined for a process that was
 * started by something else, and for one of ours, which has a channel to its parent.
 */
export function shellOfNpm(): Parent | undefined {
  const isOurs = process.channel !== undefined
  if (process.env.npm_lifecycle_event === undefined || isOurs) return undefined
  return { hasEnded: process.platform === 'win32' ? () => !isAlive(PARENT) : hasBeenHandedOn }
}

/** An orphan has another parent. */
function hasBeenHandedOn(): boolean {
  return process.ppid !== PARENT
}

/** On Windows an orphan keeps the number of its parent. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
