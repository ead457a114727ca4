/** A user of the account: their actions, and the messages that reach them. */
import type { Session, XmlInput } from '@wechatbot/core'
import type { DeliveryOptions } from './delivery.ts'
import type { Exchange } from './exchange.ts'
import type { SentMessage } from './fake-api/messages.ts'
import type { Expected } from './inbox.ts'
import { sceneFields } from './samples.ts'

/** A user of the account (用户). Each method is one message. Await it, or await an assertion on its result. */
export interface FakeUser {
  readonly openid: string
  readonly says: (content: string) => Exchange
  /**
   * Sends any push: `sends('image', { MediaId: 'x' })`, `sends('event:VIEW', { EventKey: 'https://...' })`.
   * @param delivery replaces the constructor's options for this message
   */
  readonly sends: (kind: string, fields?: XmlInput, delivery?: DeliveryOptions) => Exchange
  /** A click on a menu button of type click. */
  readonly clicks: (key: string) => Exchange
  /** Follows the account. With `scene` the user comes by a QR code. */
  readonly follows: (options?: { readonly scene?: string }) => Exchange
  readonly unfollows: () => Exchange
  /**
   * Waits for a customer-service message to the user: this text, a text that matches, or these fields. Each message
   * counts for one call.
   * @param options `withinMs`: the longest wait by the clock. The default is 60000 with a manual clock, and
   *   5000 with the machine's.
   * @throws AssertionError that shows the chat; TypeError without the option `api`.
   */
  readonly shouldReceive: (
    expected?: Expected,
    options?: { readonly withinMs?: number },
  ) => Promise<SentMessage>
  /** Every customer-service message that has reached the user, oldest first. */
  readonly received: () => readonly SentMessage[]
  /**
   * The data that a session of the bot has about this user.
   *
   * @example
   * ```ts
   * await wechat.user('oA').session(cart).set({ items: ['茶'] })
   * await wechat.user('oA').says('购物车').shouldReply('茶')
   * ```
   */
  readonly session: <T>(session: Session<T>) => UserSession<T>
}

/** The state of one user in one session. */
export interface UserSession<T> {
  readonly get: () => Promise<T>
  readonly set: (state: T) => Promise<void>
}

/** The parts that carry messages from a user and to the user. */
export interface UserParts {
  readonly send: (kind: string, fields: XmlInput, delivery: DeliveryOptions) => Exchange
  readonly receive: (expected?: Expected, withinMs?: number) => Promise<SentMessage>
  readonly received: () => readonly SentMessage[]
  /** With a manual clock, lets time pass by itself during the work. */
  readonly passing: <T>(work: () => Promise<T>) => Promise<T>
}

export function createUser(openid: string, parts: UserParts): FakeUser {
  const { send, receive, received, passing } = parts
  const sends: FakeUser['sends'] = (kind, fields = {}, delivery = {}) =>
    send(kind, fields, delivery)
  return {
    openid,
    sends,
    says: (content) => sends('text', { Content: content }),
    clicks: (key) => sends('event:CLICK', { EventKey: key }),
    follows: ({ scene } = {}) =>
      sends(
        'event:subscribe',
        scene === undefined ? { EventKey: '' } : sceneFields('event:subscribe', scene),
      ),
    unfollows: () => sends('event:unsubscribe'),
    shouldReceive: (expected, { withinMs } = {}) => receive(expected, withinMs),
    received,
    session: (session) => ({
      get: () => passing(() => session.get(openid)),
      set: (state) => passing(() => session.set(openid, state)),
    }),
  }
}
