/** What is registered: handlers, triggers and middleware. */

import type { FieldFilter, Filtered, FilterName, Message } from '../message/types.ts'
import type { ReplyInput } from '../reply/types.ts'
import type { Context } from './context.ts'

/** `undefined` means "not mine": the next handler is asked. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that only logs returns nothing
export type Answer = ReplyInput | undefined | void

/** Answers a message by returning a reply. */
export type Handler<M extends Message = Message, S extends object = object> = (
  ctx: Context<M, S>,
) => Answer | Promise<Answer>

/** A handler of `hears`, with what its trigger matched. */
export type TriggerHandler<S extends object = object> = (
  ctx: Context<Filtered<'text'>, S>,
  match: RegExpMatchArray,
) => Answer | Promise<Answer>

/**
 * Wraps all handlers. `await next()` resolves to their reply; returning undefined keeps it,
 * returning a reply replaces it, and returning one without `next()` answers at once.
 */
export type Middleware<S extends object = object> = (
  ctx: Context<Message, S>,
  next: () => Promise<ReplyInput | undefined>,
) => Answer | Promise<Answer>

/**
 * Where middleware stands among that of all plugins: `gate` before the rest, wherever its plugin stands in the
 * list. A gate decides whether the bot speaks at all; the rest is `around` the handlers.
 */
export type Phase = 'gate' | 'around'

/** `on`: answers messages that a filter lets through. */
export interface On<S extends object> {
  <F extends FilterName>(
    filter: F | readonly F[],
    // Distributed by the union, so that a list of kinds gives a union of messages.
    handler: Handler<Filtered<F>, S>,
  ): void
  <M extends Message>(filter: (message: Message) => message is M, handler: Handler<M, S>): void
  (filter: FieldFilter | ((message: Message) => boolean), handler: Handler<Message, S>): void
}

/**
 * Where handlers are registered: a bot, or a plugin's scope.
 * Properties, not methods: TypeScript compares method parameters loosely, and a plugin that needs
 * state would be accepted where there is none.
 */
export interface Registrar<S extends object = object> {
  /**
   * Answers messages. Handlers are tried in order of registration; the first that returns a reply
   * answers, `undefined` passes to the next.
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
   * Answers text messages. A string must equal the whole Content, both as {@link fold} makes them
   * comparable: `人工` hears `人工。`, `vip` hears `ＶＩＰ！`. A RegExp is searched in it as it was sent
   * (without its `g` and `y`).
   *
   * A RegExp is code, and runs like code: on the event loop, for as long as it takes. Some take
   * hours for one text made to be hard for them (ReDoS). Safe is one without a repetition in a
   * repetition (`(a+)+`), with at most two that take the same characters (`.*`), and with `^` before
   * a repetition it begins with. Expressions that others write belong to the plugin keyword: it runs
   * them where no text can stop the bot. A handler that keeps the loop for more than 50 ms is told of
   * in a record `blocked`, and named in the log by `wechatbot start`.
   *
   * @example
   * ```ts
   * bot.hears(/^天气 (?<city>.+)$/, (_ctx, match) => `${match.groups?.city}：晴`)
   * ```
   */
  readonly hears: (trigger: string | RegExp, handler: TriggerHandler<S>) => void
  /**
   * Adds middleware around all handlers of the bot and its plugins, in order of registration: the first is
   * the outermost; all of phase `gate` is outside of all the rest.
   *
   * @example
   * ```ts
   * bot.use(async (ctx, next) => {
   *   const reply = await next()
   *   ctx.log.info('handled')
   *   return reply
   * })
   * ```
   * @param place its phase. By default `around`
   * @throws WechatBotError BAD_FILTER for what is no function or no phase, ALREADY_STARTED after the first push. Calling
   *   `next()` twice fails the message with NEXT_CALLED_TWICE.
   */
  readonly use: (middleware: Middleware<S>, place?: { readonly phase?: Phase }) => void
}
