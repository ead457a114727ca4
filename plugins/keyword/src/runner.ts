/** Runs regular expressions in a thread of their own, where they can be stopped. They run one after the other. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Clock, Timer } from '@wechatbot/core'
import type { Spans } from './match.ts'
import type { Search, Told } from './thread.ts'

/**
 * The limit for one text, from when the thread has begun with it. A sensible expression takes microseconds. One
 * that takes longer does so because of the text, and may take hours.
 */
export const LIMIT_MS = 50

export type Outcome =
  /** `ms` is measured by the clock of the thread. */
  | { readonly type: 'found'; readonly spans: Spans | undefined; readonly ms: number }
  /** The task was stopped, or needed more memory than there is. */
  | { readonly type: 'late' }
  /** The task was not begun, because it was no longer wanted. */
  | { readonly type: 'dropped' }
  /** There is no thread to run it. */
  | { readonly type: 'broken'; readonly error: unknown }

export interface Task {
  readonly pattern: RegExp
  readonly text: string
  /** Called when the task's turn has come. */
  readonly isWanted: () => boolean
  /** Called when the task was late, before the next task begins. */
  readonly onLate: () => void
  readonly clock: Clock
}

export interface Runner {
  /** Never rejects. */
  readonly run: (task: Task) => Promise<Outcome>
  /** Drops the waiting and the running tasks of this runner. Closing the last runner ends the thread. */
  readonly close: () => Promise<void>
}

/** A task whose turn will come. */
interface Waiting extends Task {
  readonly settle: (outcome: Outcome) => void
}

/** The task that runs. */
interface Running extends Waiting {
  /** Set when the thread has begun with the task. */
  timer?: Timer
}

interface Thread {
  readonly worker: Worker
  readonly port: MessagePort
}

/** @returns a function that makes a runner. All its runners share one thread. */
export function createRunners(): () => Runner {
  const queue: Waiting[] = []
  let running: Running | undefined
  /** The thread is started when it is needed. Without work it does not keep the process alive. */
  let thread: Thread | undefined
  let users = 0

  const next = (): void => {
    while (running === undefined) {
      const waiting = queue.shift()
      if (waiting === undefined) return
      if (waiting.isWanted()) begin(waiting)
      else waiting.settle({ type: 'dropped' })
    }
  }

  const begin = (waiting: Waiting): void => {
    running = { ...waiting }
    thread ??= start()
    thread.port.ref()
    const { source, flags } = waiting.pattern
    const search: Search = { source, flags, text: waiting.text }
    thread.port.postMessage(search)
  }

  const settle = (outcome: Outcome): void => {
    const settled = running
    running = undefined
    thread?.port.unref()
    if (settled?.timer !== undefined) settled.clock.clearTimeout(settled.timer)
    if (outcome.type === 'late') settled?.onLate()
    settled?.settle(outcome)
    next()
  }

  const hear = (told: Told): void => {
    if (told.type === 'failed') settle({ type: 'late' })
    else if (told.type === 'found') settle(told)
    else if (running) running.timer = running.clock.setTimeout(expire, LIMIT_MS)
  }

  const expire = (): void => {
    // The thread may have answered while this process had no time to look.
    const told = thread && receiveMessageOnPort(thread.port)
    if (told !== undefined) {
      hear(told.message as Told)
      return
    }
    void end()
    settle({ type: 'late' })
  }

  const start = (): Thread => {
    const { port1: port, port2 } = new MessageChannel()
    const worker = new Worker(new URL('./thread.js', import.meta.url), {
      workerData: { port: port2 },
      transferList: [port2],
      // Modules that this process preloads are useless for a thread that only searches.
      execArgv: [],
    })
    const started = { worker, port }
    const lose = (error: unknown) => {
      if (thread !== started) return
      thread = undefined
      port.close()
      settle(running?.timer === undefined ? { type: 'broken', error } : { type: 'late' })
    }
    port.on('message', (told: Told) => thread === started && hear(told))
    worker.on('error', lose).on('exit', lose)
    port.unref()
    worker.unref()
    return started
  }

  const end = async (): Promise<void> => {
    const ended = thread
    thread = undefined
    ended?.port.close()
    await ended?.worker.terminate()
  }

  return () => {
    let isOpen = true
    users += 1
    return {
      run: (task) =>
        new Promise((settle) => {
          queue.push({ ...task, isWanted: () => isOpen && task.isWanted(), settle })
          next()
        }),
      close: async () => {
        if (!isOpen) return
        isOpen = false
        users -= 1
        // The running task belongs to another runner, so it goes on.
        if (users > 0 && running?.isWanted() !== false) return
        const ended = end()
        settle({ type: 'dropped' })
        await ended
      },
    }
  }
}
