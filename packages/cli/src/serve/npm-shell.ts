/**
 * npm and npx run a command in a shell. A signal to npm ends that shell, and most shells do not pass the signal on.
 * The command can only notice that the shell has ended.
 */

/** The process that has started this one. */
export interface Parent {
  readonly hasEnded: () => boolean
}

/**
 * Read early. A shell that ends at once (`wechatbot start &`) is then not the parent any more, and is not waited
 * for.
 */
const PARENT = process.ppid

/**
 * The shell that npm, npx, pnpm or yarn has started this process in. Undefined for a process that was started in
 * another way, and for a child of ours, which has a channel to its parent.
 */
export function shellOfNpm(): Parent | undefined {
  const isOurs = process.channel !== undefined
  if (process.env.npm_lifecycle_event === undefined || isOurs) return undefined
  return { hasEnded: process.platform === 'win32' ? () => !isAlive(PARENT) : hasBeenHandedOn }
}

/** Whether another process is the parent now: that is so for an orphan. */
function hasBeenHandedOn(): boolean {
  return process.ppid !== PARENT
}

/** On Windows an orphan keeps the process id of its parent. */
function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
