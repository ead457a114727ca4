/**
 * Compiled with the specs, never run: what the types promise. Every `@ts-expect-error` fails the
 * build as soon as the line below it is no error any more.
 */
import * as v from 'valibot'
import type {
  Bot,
  Context,
  Message,
  MessageOf,
  Plugin,
  PluginEntry,
  Reply,
  ReplyInput,
  Scope,
  Session,
} from '#src/index.js'
import { createBot, definePlugin, image, news, stream, type toReply } from '#src/index.js'

/** True when both types are the same, not only assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
declare function same<A, B>(proof: Same<A, B>): void

declare const bot: Bot

// A kind narrows the message.
bot.on('text', (ctx) => {
  same<typeof ctx.message.Content, string>(true)
  same<typeof ctx.message.kind, 'text'>(true)
  same<typeof ctx.message.MsgId, string | undefined>(true)
  same<typeof ctx.message.CreateTime, number>(true)
  // @ts-expect-error a text has no coordinates
  return String(ctx.message.Location_X)
})
bot.on('location', ({ message }) => {
  same<typeof message.Location_X, number>(true)
  return message.Label
})
bot.on('event:subscribe', ({ message }) => {
  same<typeof message.Event, 'subscribe'>(true)
  same<typeof message.MsgType, 'event'>(true)
  same<typeof message.Ticket, string | undefined>(true)
  // @ts-expect-error an event has no MsgId
  return String(message.MsgId)
})

// A list gives a union, and what its members share.
bot.on(['image', 'voice'], ({ message }) => {
  same<typeof message.kind, 'image' | 'voice'>(true)
  // @ts-expect-error only a voice has a format
  void message.Format
  return image(message.MediaId)
})

// The wider filters.
bot.on('event', ({ message }) => {
  if (message.kind === 'event:CLICK') same<typeof message, MessageOf<'event:CLICK'>>(true)
  // @ts-expect-error "event" is no ordinary message
  if (message.kind === 'text') return 'text'
  return message.Event
})
bot.on('message', ({ message }) => {
  if (message.kind === 'text') same<typeof message, MessageOf<'text'>>(true)
  // @ts-expect-error "message" is all that is no event
  return message.kind === 'event:CLICK' ? 'click' : undefined
})
bot.on('*', ({ message }) => {
  same<typeof message, Message>(true)
})
bot.on('event:other', ({ message }) => {
  same<typeof message.Event, string>(true)
})

// A type guard narrows; a predicate and an object do not.
bot.on(
  (message): message is MessageOf<'link'> => message.kind === 'link',
  ({ message }) => message.Url,
)
bot.on(
  (message) => message.ToUserName === 'gh_x',
  ({ message }) => {
    same<typeof message, Message>(true)
  },
)
bot.on({ MsgType: 'hologram' }, ({ message }) => String(message.raw.Depth))

// @ts-expect-error there is no such kind
bot.on('txt', () => 'x')
// @ts-expect-error WeChat spells it CLICK
bot.on('event:click', () => 'x')
// @ts-expect-error nor in a list
bot.on(['text', 'imgae'], () => 'x')
// @ts-expect-error only MsgType and Event can be asked for
bot.on({ EventKey: 'x' }, () => 'x')

// What a handler may return.
bot.on('text', () => {})
bot.on('text', async () => ({ type: 'none' }))
bot.on('text', () => news({ title: 'a' }))
// @ts-expect-error a number is no reply
bot.on('text', () => 5)
// @ts-expect-error null is no reply; undefined is "not mine"
bot.on('text', () => null)
// @ts-expect-error a text reply has content
bot.on('text', () => ({ type: 'text', text: 'a' }))
// @ts-expect-error a fault of one letter in a builder's field
news({ titel: 'a' })

// Messages and context are read-only.
bot.on('text', (ctx) => {
  // @ts-expect-error what WeChat sent stays as it came
  ctx.message.Content = 'other'
  // @ts-expect-error the context is nobody's scratch pad; ctx.state is
  ctx.from = 'other'
})

// Replies that grow.
bot.on('text', async function* (ctx) {
  yield ctx.message.Content
})
bot.on('text', () => new ReadableStream<string>())
bot.on('text', () => stream(new ReadableStream<string>()))
// @ts-expect-error bytes are no text
bot.on('text', () => new ReadableStream<Uint8Array>())

// Triggers.
bot.hears(/(?<city>.+)/, (ctx, match) => {
  same<typeof match, RegExpMatchArray>(true)
  same<typeof ctx.message, MessageOf<'text'>>(true)
  return match[0]
})
// @ts-expect-error a list of triggers is several calls
bot.hears(['a', 'b'], () => 'x')

// Middleware.
bot.use(async (ctx, next) => {
  same<typeof ctx.message, Message>(true)
  const reply = await next()
  same<typeof reply, ReplyInput | undefined>(true)
  return reply
})

// State: a bot has what its type says, and a plugin gets no other bot.
interface Login {
  user: string
}
declare const withLogin: Bot<Login>
withLogin.on('text', (ctx: Context<MessageOf<'text'>, Login>) => ctx.state.user)
// @ts-expect-error this bot's state has no user
bot.on('text', (ctx: Context<MessageOf<'text'>, Login>) => ctx.state.user)

const needsLogin = definePlugin({
  name: 'needs-login',
  setup(scope: Scope<Login>) {
    scope.on('text', (ctx) => ctx.state.user)
  },
})
createBot<Login>({ token: 'a', plugins: [needsLogin] })
createBot<Login & { more: number }>({ token: 'a', plugins: [needsLogin] })
// @ts-expect-error the plugin needs state that this bot does not have
createBot<object>({ token: 'a', plugins: [needsLogin] })
// @ts-expect-error nor with options
createBot<object>({ token: 'a', plugins: [needsLogin()] })
// @ts-expect-error nor as a pair
createBot<object>({ token: 'a', plugins: [[needsLogin, {}]] })
// @ts-expect-error nor with other state
createBot<{ user: number }>({ token: 'a', plugins: [needsLogin] })

// A plugin without needs suits every bot.
const plain: Plugin = { name: 'plain', setup: (scope) => scope.on('text', () => 'x') }
createBot<Login>({ token: 'a', plugins: [plain, 'by-name', ['by-name', {}]] })

// definePlugin takes the options from the schema: its output in setup, its input in a call.
const configured = definePlugin({
  name: 'configured',
  options: v.object({ city: v.string(), limit: v.optional(v.number(), 5) }),
  setup(_scope, options) {
    same<typeof options, { city: string; limit: number }>(true)
  },
})
configured({ city: '北京' })
// @ts-expect-error city is text
configured({ city: 5 })
// @ts-expect-error there is no such option
configured({ city: '北京', town: 'x' })
createBot({ token: 'a', plugins: [configured({ city: '北京' }), [configured, { city: 'x' }]] })
// @ts-expect-error a plugin has a setup function
const without: PluginEntry = { name: 'without' }
void without

// @ts-expect-error the token is required
createBot({ plugins: [] })
// @ts-expect-error an option that does not exist
createBot({ token: 'a', plugin: [] })
same<ReturnType<typeof toReply>, Reply>(true)

// Sessions: the state is what `initial` makes, or what the schema puts out.
const cart = bot.session({ name: 'cart', initial: () => ({ items: [] as string[] }) })
same<typeof cart, Session<{ items: string[] }>>(true)
bot.on('text', async (ctx) => {
  const { items } = await cart.update(ctx, (state) => {
    same<typeof state, { items: string[] }>(true)
    return { items: [...state.items, ctx.message.Content] }
  })
  same<typeof items, string[]>(true)
  await cart.set(ctx.from, { items })
  await cart.update(ctx, async (state) => state)
  await cart.clear(ctx)
  // @ts-expect-error the items are texts
  await cart.set(ctx, { items: [1] })
  // @ts-expect-error a state must be returned
  await cart.update(ctx, () => {})
  // @ts-expect-error of the same shape
  await cart.update(ctx, () => ({ item: [] }))
  // @ts-expect-error a message is no user; its context is
  await cart.get(ctx.message)
  return items.join()
})
const withSchema = bot.session({
  name: 'with-schema',
  initial: () => ({ city: '', days: 1 }),
  schema: v.object({ city: v.string(), days: v.optional(v.number(), 1) }),
})
same<typeof withSchema, Session<{ city: string; days: number }>>(true)
const empty = bot.session({
  name: 'empty',
  initial: () => ({ items: [] }),
  schema: v.object({ items: v.array(v.string()) }),
})
same<typeof empty, Session<{ items: string[] }>>(true)
bot.session({
  name: 'wrong',
  // @ts-expect-error the schema wants a text
  initial: () => ({ city: 5 }),
  schema: v.object({ city: v.string() }),
})
// @ts-expect-error a session begins with something
bot.session({ name: 'nothing' })
// @ts-expect-error an option that does not exist
bot.session({ name: 'count', initial: () => 0, ttl: 5 })
definePlugin({
  name: 'counts',
  setup(scope) {
    const count = scope.session({ name: 'count', initial: () => 0, ttlMs: 60_000 })
    same<typeof count, Session<number>>(true)
  },
})
