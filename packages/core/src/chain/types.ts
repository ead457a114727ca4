/** The types of registration: handlers, triggers and middleware. */

import type { FieldFilter, Filtered, FilterName, Message } from '../message/types.ts'
import type { ReplyInput } from '../reply/types.ts'
import type { Context } from './context.ts'

/** `undefined` means "not mine", and the next handler is asked. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that only logs returns nothing
export type Answer = ReplyInput | undefined | void

/** Answers a message by returning a reply. */
export type Handler<M extends Message = Message, S extends object = object> = (
  ctx: Context<M, S>,
) => Answer | Promise<Answer>

/** A handler of `hears`. It also gets the match of its trigger. */
export type TriggerHandler<S extends object = object> = (
  ctx: Context<Filtered<'text'>, S>,
  match: RegExpMatchArray,
) => Answer | Promise<Answer>

/**
 * Wraps all handlers. `await next()` resolves to their reply. Returning undefined keeps that reply,
 * also where `next()` was called and not awaited.
 * Returning a reply replaces it. Returning a reply without `next()` answers at once.
 */
export type Middleware<S extends object = object> = (
  ctx: Context<Message, S>,
  next: () => Promise<ReplyInput | undefined>,
) => Answer | Promise<Answer>

/**
 * The place of middleware among the middleware of all plugins. A `gate` comes before the rest,
 * wherever its plugin stands in the list. Gates decide whether the bot speaks at all. The rest is
 * `around` the handlers.
 */
export type Phase = 'gate' | 'around'

/** `on`: registers a handler for the messages that a filter lets through. */
export interface On<S extends object> {
  <F extends FilterName>(
    filter: F | readonly F[],
    // Distributed over the union, so that a list of kinds gives a union of messages.
    handler: Handler<Filtered<F>, S>,
  ): void
  <M extends Message>(filter: (message: Message) => message is M, handler: Handler<M, S>): void
  (filter: FieldFilter | ((message: Message) => boolean), handler: Handler<Message, S>): void
}

/**
 * Registers handlers for a bot or a plugin's scope.
 * Its members are properties, not methods: TypeScript compares method parameters loosely, so a
 * plugin that needs state would be accepted by a bot without state.
 */
export interface Registrar<S extends object = object> {
  /**
   * Answers messages. Handlers are tried in order of registration. The first that returns a reply
   * answers. A handler that returns `undefined` passes the message to the next.
   *
   * @example
   * ```ts
   * bot.on('event:subscribe', () => '欢迎关注')
   * bot.on(['image', 'voice'], (ctx) => `收到 ${ctx.message.MediaId}`)
   * bot.on({ MsgType: 'hardware' }, (ctx) => String(ctx.message.raw.Foo))
   * ```
   * @throws WechatBotError BAD_FILTER for an unknown kind, ALREADY_STARTED after the first push.
   */
  readonly on: On<S>
  /**
   * Answers text messages. A string must equal the whole Content after {@link fold} on both: `人工`
   * hears `人工。`, `vip` hears `ＶＩＰ！`. A RegExp is searched for in the Content as it was sent,
   * without the flags `g` and `y`.
   *
   * A RegExp is code: it runs on the event loop for as long as it takes. Some expressions take
   * hours for a text made to be hard for them (ReDoS). An expression is safe if it has no
   * repetition in a repetition (`(a+)+`), at most two repetitions that take the same characters
   * (`.*`), and `^` before a repetition at its beginning. Use the plugin keyword for expressions
   * that other people write: it runs them where no text can stop the bot. A handler that blocks the
   * loop for more than 50 ms is recorded as `blocked`, and `wechatbot start` logs its name.
   *
   * @example
   * ```ts
   * bot.hears(/^天气 (?<city>.+)$/, (_ctx, match) => `${match.groups?.city}：晴`)
   * ```
   */
  readonly hears: (trigger: string | RegExp, handler: TriggerHandler<S>) => void
  /**
   * Adds middleware around all handlers of the bot and its plugins. The first registered is the
   * outermost. All middleware of phase `gate` is outside of the rest.
   *
   * @example
   * ```ts
   * bot.use(async (ctx, next) => {
   *   const reply = await next()
   *   ctx.log.info('handled')
   *   return reply
   * })
   * ```
   * @param place its phase, `around` by default
   * @throws WechatBotError BAD_FILTER for a value that is no function or no phase, ALREADY_STARTED
   *   after the first push. Calling `next()` twice fails the message with NEXT_CALLED_TWICE.
   */
  readonly use: (middleware: Middleware<S>, place?: { readonly phase?: Phase }) => void
}
