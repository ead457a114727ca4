/** Processes that share a file, and a Store whose calls go to one after the other. */
import { type ChildProcess, fork } from 'node:child_process'
import type { ListedJob, RunJob, Store } from '@wechatbot/core'
import type { Death, RunOrder } from './process-jobs.ts'
import type { Order } from './store-process.ts'

/** An answer, how far `write` is, a job to be run, or one that is dead. */
interface Said extends Partial<RunOrder>, Partial<Pick<Death, 'dead'>> {
  readonly id?: number
  readonly written?: number
  readonly error?: string
}

interface Asked {
  readonly resolve: (value: never) => void
  readonly reject: (error: Error) => void
}

export class StoreProcess {
  readonly #child: ChildProcess
  readonly #asked = new Map<number, Asked>()
  readonly #ended: Promise<void>
  readonly #works = new Map<number, RunJob>()
  readonly #deaths = new Map<number, (job: ListedJob) => void>()
  #lastId = 0
  /** Of `write`: the last that was written down. */
  written = -1

  constructor() {
    this.#child = fork(new URL('./store-process.js', import.meta.url), {
      stdio: 'inherit',
      // JSON has no undefined.
      serialization: 'advanced',
    })
    this.#child.on('message', (message: Said) => {
      if (message.run !== undefined) return void this.#runHere(message as RunOrder)
      if (message.dead !== undefined) {
        return void this.#deaths.get(message.dead)?.((message as Death).job)
      }
      if (message.written !== undefined) this.written = message.written
      const asked = this.#asked.get(message.id ?? 0)
      if (asked === undefined) return
      this.#asked.delete(message.id ?? 0)
      if (message.error !== undefined) asked.reject(new Error(message.error))
      else asked.resolve((message as { value?: unknown }).value as never)
    })
    this.#ended = new Promise((resolve) => this.#child.once('exit', () => resolve()))
  }

  ask<T>(call: string, ...args: readonly unknown[]): Promise<T> {
    const id = this.#tell(call, args)
    return new Promise<T>((resolve, reject) => this.#asked.set(id, { resolve, reject }))
  }

  /** As `turns.wait`, whose signal stays here. */
  wait<T>(key: string, { signal, ...options }: { readonly signal: AbortSignal }): Promise<T> {
    const waiting = this.ask<T>('turns.wait', key, options)
    const id = this.#lastId
    signal.addEventListener('abort', () => this.#tell('abort', [id]))
    return waiting
  }

  /** Its runs are here. */
  work(run: RunJob, onDead: (job: ListedJob) => void = () => {}): () => Promise<void> {
    const work = this.#tell('work', [this.#lastId + 1])
    this.#works.set(work, run)
    this.#deaths.set(work, onDead)
    return () => this.ask('stop', work)
  }

  async #runHere({ run, work, job }: RunOrder): Promise<void> {
    try {
      await this.#works.get(work)?.(job)
      this.#tell('ran', [run])
    } catch (error) {
      const { message, code } = error as Error & { readonly code?: string }
      this.#tell('ran', [run, message, code])
    }
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  #tell(call: string, args: readonly unknown[]): number {
    this.#lastId += 1
    const order: Order = { id: this.#lastId, call, args }
    // A child that was killed while a job of it ran here hears of nothing.
    if (this.#child.connected) this.#child.send(order)
    return this.#lastId
  }
}

/** Each call asks the next process. */
export function storeOver(processes: readonly StoreProcess[]): Store {
  let last = 0
  const next = (): StoreProcess => {
    last += 1
    return processes[last % processes.length] as StoreProcess
  }
  const call =
    (name: string) =>
    (...args: readonly unknown[]) =>
      next().ask<never>(name, ...args)
  const part = (name: string, methods: readonly string[]) =>
    Object.fromEntries(methods.map((method) => [method, call(`${name}.${method}`)]))
  const values = ['get', 'set', 'delete', 'setIfAbsent', 'entry', 'replace']
  const turns = part('turns', ['bind', 'leaveOpen', 'claim', 'renew', 'finish'])
  const wait: Store['turns']['wait'] = (key, options) => next().wait(key, options)
  return {
    values: part('values', values),
    turns: { ...turns, wait },
    late: part('late', ['put', 'list', 'remove']),
    sets: part('sets', ['add', 'remove', 'list']),
    jobs: {
      ...part('jobs', ['add', 'postpone', 'remove', 'list', 'retry']),
      work: (run: RunJob, onDead?: (job: ListedJob) => void) => next().work(run, onDead),
    },
    close: async () => {
      await Promise.all(processes.map((process) => process.ask('close')))
    },
  } as unknown as Store
}
