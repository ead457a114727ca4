/** Timers of the machine: `setTimeout` and similar ones, which no manual clock moves. */
import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * How long a manual clock stands still for timers of the machine that were set during a move. Code that waits a
 * moment for a reason of its own is waited for. The timers' own milliseconds are added up, so that the limit does
 * not depend on the speed of the machine. With a larger limit, a test would reach the time limit of its runner (2 s
 * in mocha) before it could say why.
 */
const PATIENCE_MS = 1000

/** The fields that are read of a timer. Only `hasRef` is documented. */
interface Resource {
  readonly hasRef?: () => boolean
  readonly _idleTimeout?: number
  readonly _repeat?: number | null
  readonly _destroyed?: boolean
}

/** A timer that has not fired yet. */
export interface MachineTimer {
  /**
   * Ids follow the order in which timers were set. A timer that was set in another timer's callback has that
   * timer's id.
   */
  readonly id: number
  /** `setTimeout of 30000 ms, set at /bot/plugin.ts:12:5`. */
  readonly words: string
  /** Whether code that a bot ran has set it: the setup of a plugin, or a handler. */
  readonly isOfBot: boolean
  /** Whether it repeats, or runs for longer than a test can wait. */
  readonly isLong: boolean
}

interface Timer {
  readonly resource: Resource
  readonly ms: number
  readonly isInterval: boolean
  /** The place in the code that set the timer. */
  readonly trace: { readonly stack?: string }
  /** The timer in whose callback it was set. */
  readonly parent: MachineTimer | undefined
  /** In milliseconds of timers, counted from the begin of the move. Undefined for a timer that is not waited for. */
  due: number | undefined
}

/** The folders of a package's code, compiled and source: a trace shows one or the other. */
const codeOf = (dist: string) => [dist + sep, join(dirname(dist), 'src') + sep]
const CORE = codeOf(dirname(createRequire(import.meta.url).resolve('@wechatbot/core')))
const SIMULATOR = codeOf(dirname(dirname(fileURLToPath(import.meta.url))))
const OWN = [...CORE, ...SIMULATOR]
/** The folders of the watch itself, which is on top of every trace. */
const WATCH = SIMULATOR.map((folder) => join(folder, 'machine') + sep)
const FRAMES = 40
/** Cleared timers are removed each time that the count is a multiple of this. */
const MANY = 1000

export class Timers {
  readonly #open = new Map<number, Timer>()
  /** The timer whose callback runs, or was the last to run. */
  #fired: { readonly id: number; readonly timer: Timer } | undefined
  /** The number of moves under way. */
  #moving = 0
  #passed = 0

  /** @param by the id of the callback's timer, if the timer is set in the callback of one */
  begin(id: number, resource: Resource, by: number): void {
    const ms = resource._idleTimeout
    if (ms === undefined) return
    if (this.#open.size % MANY === 0) this.#sweep()
    const isInterval = typeof resource._repeat === 'number'
    const due = this.#passed + Math.max(1, ms)
    const isWaitedFor = this.#moving > 0 && !isInterval && due <= PATIENCE_MS
    this.#open.set(id, {
      resource,
      ms,
      isInterval,
      trace: traced(),
      parent: this.#fired?.id === by ? described(by, this.#fired.timer) : undefined,
      due: isWaitedFor ? due : undefined,
    })
  }

  /** The timer fires. */
  called(id: number): void {
    const timer = this.#open.get(id)
    if (timer === undefined) return
    this.#fired = { id, timer }
    if (!timer.isInterval) this.#open.delete(id)
    if (timer.due !== undefined) this.#passed = Math.max(this.#passed, timer.due)
  }

  /** Marks that time goes on, until the returned function is called. */
  move(): () => void {
    this.#moving += 1
    return () => {
      this.#moving -= 1
      if (this.#moving > 0) return
      this.#passed = 0
      for (const timer of this.#open.values()) timer.due = undefined
    }
  }

  /** @param since timers that were set before are left out */
  *inFlight(since: number): Iterable<string> {
    this.#sweep()
    for (const [id, timer] of this.#open) {
      if (id > since && timer.due !== undefined && timer.resource.hasRef?.()) yield wordsOf(timer)
    }
  }

  /** Timers that keep the process alive, without the framework's own. */
  pending(): readonly MachineTimer[] {
    this.#sweep()
    return [...this.#open]
      .filter(([, timer]) => timer.resource.hasRef?.() && !isIn(OWN, framesOf(timer.trace)[0]))
      .map(([id, timer]) => described(id, timer))
  }

  /** Timers of `AbortSignal.timeout`, without the framework's own. They do not keep the process alive. */
  limits(): readonly MachineTimer[] {
    this.#sweep()
    return [...this.#open]
      .filter(([, { trace }]) => isLimit(trace) && !isIn(OWN, framesOf(trace)[0]))
      .map(([id, timer]) => described(id, timer))
  }

  #sweep(): void {
    for (const [id, { resource }] of this.#open) if (resource._destroyed) this.#open.delete(id)
  }
}

function described(id: number, timer: Timer): MachineTimer {
  const { parent, trace, isInterval, ms } = timer
  return {
    id: parent?.id ?? id,
    words: wordsOf(timer),
    isOfBot: parent?.isOfBot ?? framesOf(trace).some((frame) => isIn(CORE, frame)),
    isLong: isInterval || ms > PATIENCE_MS,
  }
}

function wordsOf({ isInterval, ms, trace }: Timer): string {
  const frames = framesOf(trace).filter((frame) => !isIn(OWN, frame))
  const own = frames.find((frame) => !frame.includes(`${sep}node_modules${sep}`)) ?? frames[0]
  const place = own === undefined ? '' : `, set at ${own}`
  const call = isInterval ? 'setInterval' : 'setTimeout'
  return `${isLimit(trace) ? 'AbortSignal.timeout' : call} of ${ms} ms${place}`
}

function isLimit({ stack = '' }: { readonly stack?: string }): boolean {
  return /\btimeout \(node:internal\/abort_controller:/.test(stack)
}

function isIn(folders: readonly string[], frame = ''): boolean {
  return folders.some((folder) => frame.startsWith(folder))
}

/** Files with line and column, the innermost first. Files of Node itself are left out. */
function framesOf({ stack = '' }: { readonly stack?: string }): readonly string[] {
  return stack
    .split('\n')
    .map((line) => /(?:at |async |\()(?:file:\/\/)?(\/.*:\d+:\d+)\)?$/.exec(line)?.[1])
    .filter((frame) => frame !== undefined)
    .filter((frame) => !isIn(WATCH, frame))
}

function traced(): { readonly stack?: string } {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = FRAMES
  const trace: { stack?: string } = {}
  Error.captureStackTrace(trace, Timers.prototype.begin)
  Error.stackTraceLimit = stackTraceLimit
  return trace
}
