/** Bots that call the fake API, and the time that passes meanwhile. */
import type { Bot, BotOptions, Store } from '@wechatbot/core'
import type { FakeApi, ManualClock } from '@wechatbot/simulator'
import { Instances } from './instances.js'

export const APP_ID = 'wxCalling0000000001'
export const APP_SECRET = 'c4nary-app-secret-0123456789abcd'
export const TOKEN = 'c4nary-callback-token'
export const SEND = 'POST /cgi-bin/message/custom/send'
export const STABLE = 'POST /cgi-bin/stable_token'

export interface Calling {
  readonly clock: ManualClock
  readonly api: FakeApi
  readonly store: Store
  readonly bot: (options?: Partial<BotOptions>) => Bot
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
  const instances = new Instances()
  const { clock, store } = instances
  const account = { appId: APP_ID, appSecret: APP_SECRET }
  const api = await instances.startApi(account)
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
      instances.newBot({
        token: TOKEN,
        ...account,
        ...options,
        api: { baseUrl: api.url, ...options.api },
      }),
    close: async () => {
      await store.close()
      await instances.close()
    },
  }
}

/** How often each endpoint was called. */
export function countOf(api: FakeApi, endpoint: string): number {
  return api.calls.filter((call) => call.endpoint === endpoint).length
}
