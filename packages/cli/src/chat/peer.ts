/** The bot that a chat talks to: a running bot, or the bot of the configuration in this process. */
import { connect as connectTo } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { createApp, createBot, type LogLevel, type XmlInput } from '@wechatbot/core'
import { resolveBot, secretsOf } from '@wechatbot/core/internal'
import {
  createFakeApi,
  type Exchange,
  FakeWechat,
  inMemory,
  PATIENCE_MS,
  type SentMessage,
} from '@wechatbot/simulator'
import { apart } from '../config/apart.ts'
import { CliError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { setupErrorOf } from '../serve/setup-error.ts'
import { watchSetup } from '../serve/setup-watch.ts'
import { chooseBot, secretsFor, targetOf, unreachable } from '../target.ts'
import { createChatLogger } from '../terminal/logs.ts'
import { type Arguments, textOption } from '../usage.ts'
import { loadFor } from '../whole.ts'
import { words } from '../words/index.ts'

export interface Peer {
  /** The bot's name, as the chat shows it. */
  readonly name: string
  readonly send: (openid: string, kind: string, fields: XmlInput) => Exchange
  /** The listener gets each customer-service message when it comes. */
  readonly onLate: (listener: (message: SentMessage) => void) => void
  /** Called when a request was not answered in time. */
  readonly onCut: (listener: (number: number) => void) => void
  /** Called with each line of the bot's log. */
  readonly onLog: (listener: (line: string) => void) => void
  /**
   * Resolves when no message is in flight any more. Of a bot in another process, this process cannot know it fully.
   */
  readonly idle: () => Promise<void>
  /** The error for a bot that does not answer. */
  readonly unreachable: (error: unknown) => Error
  readonly close: () => Promise<void>
}

/**
 * Connects to a running bot. Its customer-service messages go to WeChat, so the chat does not see them.
 * @throws CliError when nothing listens at the URL.
 */
export async function connect(args: Arguments, invocation: Invocation): Promise<Peer> {
  const { clock } = invocation
  const { url, secrets } = await targetOf(args, invocation)
  const explain = (error: unknown) =>
    new CliError(words.chat.orInProcess(unreachable(url, error).message))
  await assertListening(url).catch((cause: unknown) => {
    throw explain({ cause })
  })
  const cuts: ((number: number) => void)[] = []
  const wechat = new FakeWechat({ ...secrets, bot: url, clock, onAttempt: tellOf(cuts) })
  return {
    name: url.href,
    send: (openid, kind, fields) => wechat.user(openid).sends(kind, fields),
    onLate: () => {},
    onCut: (listener) => void cuts.push(listener),
    onLog: () => {},
    idle: async () => {},
    unreachable: explain,
    close: async () => {},
  }
}

/**
 * Runs the bot of the configuration in this process. WeChat's API is faked. The chat's part of the store is apart
 * from that of real users, and the next chat finds it again.
 */
export async function host(
  args: Arguments,
  level: LogLevel,
  invocation: Invocation,
): Promise<Peer> {
  const { stderr, signals, clock } = invocation
  const config = await loadFor(args, invocation)
  const store = apart(config.store)
  const chosen = chooseBot(config.bots, textOption(args, 'bot'))
  const account = { appId: chosen.appId ?? 'wx-in-process', appSecret: 'in-process' }
  const api = resolveBot(chosen).hasApi ? await createFakeApi(account) : undefined
  let write = (line: string): void => {
    stderr.write(line)
  }
  const logger = createChatLogger(
    { stderr },
    { level, secrets: secretsOf(chosen), write: (line) => write(line) },
  )
  const bot = createBot({
    ...chosen,
    ...(api === undefined ? {} : { ...account, api: { baseUrl: api.url } }),
    ...(store === undefined ? {} : { store }),
    logger,
    clock,
  })
  const app = createApp({ bots: [bot], logger })
  // As in `start`: a promise that a plugin forgot does not end the chat.
  const onRejection = (err: unknown) => logger.error({ err }, 'unhandled rejection')
  signals.on('unhandledRejection', onRejection)
  const close = async () => {
    await app.close()
    await api?.close()
    await store?.close()
    // Node tells of a rejection when all promises at hand are done, so that of the last message comes behind this.
    await turn()
    signals.off('unhandledRejection', onRejection)
  }
  await watchSetup([bot], app.ready(), invocation).catch(async (cause: unknown) => {
    await close()
    throw setupErrorOf(cause, bot)
  })
  const cuts: ((number: number) => void)[] = []
  const wechat = new FakeWechat({
    ...secretsFor(chosen),
    bot: inMemory(app.callback(), bot.path),
    clock,
    onAttempt: tellOf(cuts),
    ...(api === undefined ? {} : { api }),
  })
  return {
    name: words.chat.inProcess(bot.name),
    send: (openid, kind, fields) => wechat.user(openid).sends(kind, fields),
    onLate: (listener) => void api?.messages.onSent(listener),
    onCut: (listener) => void cuts.push(listener),
    onLog: (listener) => {
      write = listener
    },
    idle: () => app.idle(),
    unreachable: (error) => (error instanceof Error ? error : new Error(String(error))),
    close,
  }
}

/** Fails before the first message is typed when there is no bot. */
async function assertListening({ hostname, port, protocol }: URL): Promise<void> {
  const socket = connectTo({
    // URL writes an IPv6 address in brackets.
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (protocol === 'https:' ? 443 : 80),
    timeout: PATIENCE_MS,
  })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve).once('error', reject)
      socket.once('timeout', () => reject(Object.assign(new Error(), { code: 'ETIMEDOUT' })))
    })
  } finally {
    socket.destroy()
  }
}

function tellOf(listeners: readonly ((number: number) => void)[]) {
  return ({ number, outcome }: { readonly number: number; readonly outcome: string }) => {
    if (outcome === 'cut') for (const listener of listeners) listener(number)
  }
}
