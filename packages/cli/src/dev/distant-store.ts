/** The bots' side of the Store that the parent keeps: a Store whose calls go to the parent. */
import {
  type Ended,
  type Jobs,
  type OnDead,
  type RunJob,
  type Store,
  WechatBotError,
} from '@wechatbot/core'
import {
  type MethodsOf,
  type StoreAsk,
  type StorePart,
  type StoreTell,
  wordsOf,
} from './store-link.ts'

export interface DistantStore {
  readonly store: Store
  readonly take: (message: StoreTell) => void
  /** Begins no job from now on: another process of the same bots does. */
  readonly rest: () => void
  /** The parent has gone. Every call rejects from now on. */
  readonly lose: () => void
}

interface Pending {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Work {
  readonly run: RunJob
  readonly onDead: OnDead
}

/** @param ask sends a message to the parent. It throws for a value that cannot be sent. */
export function createDistantStore(ask: (message: StoreAsk) => void): DistantStore {
  const pending = new Map<number, Pending>()
  const works = new Map<number, Work>()
  let last = 0
  let isLost = false
  const nextId = () => {
    last += 1
    return last
  }
  /** Sends a message, and resolves to its answer. */
  const asked = (id: number, message: StoreAsk) =>
    new Promise<unknown>((resolve, reject) => {
      if (isLost) throw away()
      ask(message)
      pending.set(id, { resolve, reject })
    })
  const settle = (id: number): Pending | undefined => {
    const call = pending.get(id)
    pending.delete(id)
    return call
  }
  const via = <P extends StorePart, M extends MethodsOf<P>>(part: P, method: M): Store[P][M] => {
    const call = (...args: readonly unknown[]) => {
      const id = nextId()
      return asked(id, { type: 'call', id, part, method, args })
    }
    return call as Store[P][M]
  }

  const wait: Store['turns']['wait'] = async (key, { signal, ...times }) => {
    signal.throwIfAborted()
    const id = nextId()
    const onAbort = () => {
      ask({ type: 'abort', id })
      settle(id)?.reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort)
    try {
      const call = { type: 'call', id, part: 'turns', method: 'wait', args: [key, times] } as const
      return (await asked(id, call)) as Ended
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  const work: Jobs['work'] = (run, onDead = () => {}) => {
    const number = nextId()
    works.set(number, { run, onDead })
    ask({ type: 'work', work: number })
    return async () => {
      const id = nextId()
      // A parent that has gone lets no run begin.
      await asked(id, { type: 'rest', id, work: number }).catch(() => {})
      works.delete(number)
    }
  }
  const runFor = async ({ work, run, job }: Extract<StoreTell, { type: 'run' }>): Promise<void> => {
    try {
      const known = works.get(work)
      if (known === undefined) throw new Error('the work has ended')
      await known.run(job)
      ask({ type: 'ran', run })
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? { code: String(error.code) } : {}
      ask({ type: 'ran', run, error: wordsOf(error), ...code })
    }
  }

  const take = (message: StoreTell): void => {
    if (message.type === 'run') void runFor(message)
    if (message.type === 'dead') works.get(message.work)?.onDead(message.job)
    if (message.type === 'value') settle(message.id)?.resolve(message.value)
    if (message.type === 'error') settle(message.id)?.reject(new Error(message.message))
  }

  const rest = (): void => {
    for (const number of works.keys()) ask({ type: 'rest', id: nextId(), work: number })
  }

  return {
    store: {
      // The parent goes on when this process is exchanged.
      outlivesProcess: true,
      values: {
        get: via('values', 'get'),
        set: via('values', 'set'),
        delete: via('values', 'delete'),
        setIfAbsent: via('values', 'setIfAbsent'),
        entry: via('values', 'entry'),
        replace: via('values', 'replace'),
      },
      turns: {
        bind: via('turns', 'bind'),
        leaveOpen: via('turns', 'leaveOpen'),
        claim: via('turns', 'claim'),
        renew: via('turns', 'renew'),
        finish: via('turns', 'finish'),
        wait,
      },
      late: {
        put: via('late', 'put'),
        list: via('late', 'list'),
        remove: via('late', 'remove'),
      },
      sets: {
        add: via('sets', 'add'),
        remove: via('sets', 'remove'),
        list: via('sets', 'list'),
      },
      jobs: {
        add: via('jobs', 'add'),
        postpone: via('jobs', 'postpone'),
        remove: via('jobs', 'remove'),
        list: via('jobs', 'list'),
        retry: via('jobs', 'retry'),
        work,
      },
      close: async () => rest(),
    },
    take,
    rest,
    lose: () => {
      isLost = true
      for (const { reject } of pending.values()) reject(away())
      pending.clear()
    },
  }
}

function away(): WechatBotError {
  return new WechatBotError('STORE_AWAY', 'the store ended with `wechatbot dev`, which kept it')
}
