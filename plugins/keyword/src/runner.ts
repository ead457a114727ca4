/** Runs regular expressions where they can be stopped: one after the other, in a thread of their own. */
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads'
import type { Clock, Timer } from '@wechatbot/core'
import type { Spans } from './match.ts'
import type { Search, Told } from './thread.ts'

/**
 * For one text, from when the thread has begun with it. A sensible expression takes microseconds;
 * one that takes longer than this does so because of what the text makes of it, and may take hours.
 */
export const LIMIT_MS = 50

export type Outcome =
  /** By the clock of the thread. */
  | { readonly type: 'found'; readonly spans: Spans | undefined; readonly ms: number }
  /** It was stopped, or needed more memory than there is. */
  | { readonly type: 'late' }
  /** It was not begun: nobody wanted it any more. */
  | { readonly type: 'dropped' }
  /** There is no thread to run it. */
  | { readonly type: 'broken'; readonly error: unknown }

export interface Task {
  readonly pattern: RegExp
  readonly text: string
  /** Asked when its turn has come. */
  readonly isWanted: () => boolean
  /** Told when it was late, before the next one has its turn. */
  readonly onLate: () => void
  readonly clock: Clock
}

export interface Runner {
  /** Never rejects. */
  readonly run: (task: Task) => Promise<Outcome>
  /** Drops what waits, and what runs for this one. The last who closes ends the thread. */
  readonly close: () => Promise<void>
}

/** A task whose turn will come. */
interface Waiting extends Task {
  readonly settle: (outcome: Outcome) => void
}

/** The task that runs. */
interface Running extends Waiting {
  /** There when the thread has begun with it. */
  timer?: Timer
}

interface Thread {
  readonly worker: Worker
  readonly port: MessagePort
}

/** @returns joins: whoever does gets a runner, and all of them share one thread. */
export function createRunners(): () => Runner {
  const queue: Waiting[] = []
  let running: Running | undefined
  /** Started when it is needed. Without work it does not keep the process alive. */
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
    // Its answer may be there, and this process had no time to look.
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
      // What this process loads before its program is nothing for a thread that only searches.
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
        // What runs for others goes on.
        if (users > 0 && running?.isWanted() !== false) return
        const ended = end()
        settle({ type: 'dropped' })
        await ended
      },
    }
  }
}
