/**
 * The real work of this process while a manual clock stands still: files, sockets, timers. Time must not pass
 * during real work. Otherwise a deadline could pass before an answer that has come already.
 */
import { createHook, executionAsyncId } from 'node:async_hooks'
import { setImmediate, setTimeout } from 'node:timers'
import { Operations } from './operations.ts'
import { Requests } from './requests.ts'
import { Sockets } from './sockets.ts'
import { type MachineTimer, Timers } from './timers.ts'

/** Promises that wait for promises end in one turn. Streams and servers need some turns. */
const QUIET_TURNS = 4
/** After this time of standing still, a warning names the work that the clock waits for. */
const LONG_MS = 1500

export class Machine {
  readonly #operations = new Operations()
  readonly #sockets = new Sockets()
  readonly #requests = new Requests(
    (port) => this.#sockets.readsFromElsewhere(port),
    () => this.#lastId,
  )
  readonly #timers = new Timers()
  #isOwn = false
  #lastId = 0

  constructor() {
    createHook({
      init: (id, type, triggerId, resource) => {
        if (type === 'PROMISE' || this.#isOwn) return
        this.#lastId = id
        if (type === 'Timeout') this.#timers.begin(id, resource, executionAsyncId())
        this.#operations.begin(id, type, triggerId, resource)
        this.#sockets.begin(id, type, triggerId, resource)
      },
      before: (id) => {
        this.#operations.end(id)
        this.#sockets.called(id, this.#lastId)
        this.#timers.called(id)
      },
    }).enable()
  }

  /**
   * Resolves when no real work is in flight and its callbacks have run, or when `isOver`. The work of a worker
   * thread or an addon is not seen.
   *
   * @param since work that began before is left out: another test may have left it behind
   */
  async settled(since: number, isOver: () => boolean = () => false): Promise<void> {
    const startedAt = performance.now()
    let isWarned = false
    for (let quiet = 0; quiet < QUIET_TURNS && !isOver(); ) {
      const [busy] = this.#inFlight(since)
      await (busy === undefined ? this.#turn() : this.rest())
      quiet = busy === undefined ? quiet + 1 : 0
      if (busy === undefined || isWarned || performance.now() - startedAt < LONG_MS) continue
      isWarned = true
      process.emitWarning(`a manual clock stands still, for something real: ${busy}`, {
        code: 'WECHATBOT_CLOCK_WAITS',
        detail:
          'It goes on when that has come to an end. In a test, let it end, or stand in for it.',
      })
    }
  }

  *#inFlight(since: number): Iterable<string> {
    yield* this.#operations.inFlight(since)
    yield* this.#sockets.inFlight(since)
    yield* this.#requests.inFlight(since)
    yield* this.#timers.inFlight(since)
  }

  /**
   * Marks that time goes on, until the returned function is called. Short timers that are set in between are waited
   * for.
   */
  move(): () => void {
    return this.#timers.move()
  }

  /** Timers that keep the process alive. */
  timers(): readonly MachineTimer[] {
    return this.#timers.pending()
  }

  /** Timers of `AbortSignal.timeout`. */
  limits(): readonly MachineTimer[] {
    return this.#timers.limits()
  }

  /** Work that begins from now on has a higher id. */
  get lastId(): number {
    return this.#lastId
  }

  /** Waits a millisecond for real input and output. The wait does not keep the process alive by itself. */
  rest(): Promise<void> {
    return this.#own((resolve) => void setTimeout(resolve, 1).unref())
  }

  /** One turn of the event loop. */
  #turn(): Promise<void> {
    return this.#own((resolve) => setImmediate(resolve))
  }

  /** Starts a wait of the machine itself, which must not count as work in flight. */
  #own(start: (resolve: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      this.#isOwn = true
      start(resolve)
      this.#isOwn = false
    })
  }
}

let machine: Machine | undefined

/** The machine of this process. Its first call begins the watch. */
export function theMachine(): Machine {
  machine ??= new Machine()
  return machine
}

/** The machine of this process, if it is watched. */
export function watchedMachine(): Machine | undefined {
  return machine
}

// The setup of a plugin begins in createBot(), before any manual clock exists. So in a test runner (mocha, jest;
// vitest; node:test) the watch begins at once. Other programs are not watched.
if ('describe' in globalThis || process.env.VITEST || process.env.NODE_TEST_CONTEXT) theMachine()
