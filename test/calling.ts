/** Bots that call the fake API, and the time that passes meanwhile. */
import {
  type BotOptions,
  createBot,
  createLogger,
  createMemoryStore,
  type Store,
} from '@wechatbot/core'
import {
  createFakeApi,
  createManualClock,
  type FakeApi,
  type ManualClock,
} from '@wechatbot/simulator'

export const APP_ID = 'wxCalling0000000001'
export const APP_SECRET = 'c4nary-app-secret-0123456789abcd'
export const TOKEN = 'c4nary-callback-token'
export const SEND = 'POST /cgi-bin/message/custom/send'
export const STABLE = 'POST /cgi-bin/stable_token'

export interface Calling {
  readonly clock: ManualClock
  readonly api: FakeApi
  readonly store: Store
  readonly bot: (options?: Partial<BotOptions>) => ReturnType<typeof createBot>
  /** Lets time pass until `work` is done. */
  readonly passing: <T>(work: Promise<T>) => Promise<T>
  /** What `work` fails with. */
  readonly failing: (work: Promise<unknown>) => Promise<Failure>
  readonly close: () => Promise<void>
}

export interface Failure extends Error {
  readonly errcode?: number
  readonly code?: string
  readonly retry?: string
  readonly endpoint?: string
}

export async function startCalling(): Promise<Calling> {
  const clock = createManualClock()
  const api = await createFakeApi({ appId: APP_ID, appSecret: APP_SECRET, clock })
  const store = createMemoryStore({ clock })
  const passing = <T>(work: Promise<T>): Promise<T> => clock.passWhile(() => work)
  return {
    clock,
    api,
    store,
    passing,
    failing: (work) =>
      passing(
        work.then(
          (value) => {
            throw new Error(`expected a failure, got ${JSON.stringify(value)}`)
          },
          (error: Failure) => error,
        ),
      ),
    bot: (options = {}) =>
      createBot({
        token: TOKEN,
        appId: APP_ID,
        appSecret: APP_SECRET,
        clock,
        store,
        logger: createLogger({ level: 'silent' }),
        ...options,
        api: { baseUrl: api.url, ...options.api },
      }),
    close: async () => {
      await store.close()
      await api.close()
    },
  }
}

/** How often each endpoint was called. */
export function countOf(api: FakeApi, endpoint: string): number {
  return api.calls.filter((call) => call.endpoint === endpoint).length
}
