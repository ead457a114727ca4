/** The messages between the process of the bots and the Store that its parent keeps for it (IPC). */
import type { ListedJob, Store } from '@wechatbot/core'

export type StorePart = 'values' | 'turns' | 'late' | 'sets' | 'jobs'

/** From the process of the bots. */
export type StoreAsk =
  /** Calls a method of the Store. It is answered by `value` or `error`. */
  | {
      readonly type: 'call'
      readonly id: number
      readonly part: StorePart
      readonly method: string
      readonly args: readonly unknown[]
    }
  /** Gives up a call of `turns.wait`. It is not answered. */
  | { readonly type: 'abort'; readonly id: number }
  /** Runs jobs from now on. */
  | { readonly type: 'work'; readonly work: number }
  /** Begins no further run. Answered when the runs have ended. */
  | { readonly type: 'rest'; readonly id: number; readonly work: number }
  /** A run has ended, by an error if there is one. Its code decides whether the job is tried again. */
  | { readonly type: 'ran'; readonly run: number; readonly error?: string; readonly code?: string }

/** From the parent. */
export type StoreTell =
  | { readonly type: 'value'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string }
  | {
      readonly type: 'run'
      readonly work: number
      readonly run: number
      readonly job: ListedJob
    }
  | { readonly type: 'dead'; readonly work: number; readonly job: ListedJob }

/** What the parts of a Store are called by. */
export type MethodsOf<P extends StorePart> = keyof Store[P] & string

/** An Error cannot be sent with its fields. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
