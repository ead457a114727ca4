/** The bot at the other end: one that runs somewhere, or the configuration's in this process. */
import { connect as connectTo } from 'node:net'
import { createApp, createBot, type LogLevel, type XmlInput } from '@wechatbot/core'
import { resolveBot, secretsOf } from '@wechatbot/core/internal'
import {
  createFakeApi,
  type Exchange,
  type FakeApi,
  FakeWechat,
  inMemory,
  PATIENCE_MS,
  type SentMessage,
} from '@wechatbot/simulator'
import { apart } from '../config/apart.ts'
import { loadConfig } from '../config/load.ts'
import { CliError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { chooseBot, secretsFor, targetOf, unreachable } from '../target.ts'
import { createChatLogger } from '../terminal/logs.ts'
import { type Arguments, configOption, textOption } from '../usage.ts'
import { words } from '../words/index.ts'

export interface Peer {
  /** What to show as its name. */
  readonly name: string
  readonly send: (openid: string, kind: string, fields: XmlInput) => Exchange
  /** Customer-service messages, whenever they come. */
  readonly onLate: (listener: (message: SentMessage) => void) => void
  /** A request had no answer in time. */
  readonly onCut: (listener: (number: number) => void) => void
  /** A line of the bot's log. */
  readonly onLog: (listener: (line: string) => void) => void
  /** Resolves when no message is in flight any more, as far as this process can know. */
  readonly idle: () => Promise<void>
  /** What to say when nothing answers. */
  readonly unreachable: (error: unknown) => Error
  readonly close: () => Promise<void>
}

/**
 * A bot that runs: its customer-service messages go to WeChat, not here.
 * @throws CliError when nothing listens there.
 */
export async function connect(args: Arguments, { cwd, clock }: Invocation): Promise<Peer> {
  const { url, secrets } = await targetOf(args, cwd)
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
 * The bot of the configuration, in this process: with WeChat's API faked, and its part of the store kept apart
 * from that of real users. What it keeps there is there in the next chat.
 */
export async function host(
  args: Arguments,
  level: LogLevel,
  { cwd, stderr, signals, clock }: Invocation,
): Promise<Peer> {
  const config = await loadConfig(configOption(args, cwd))
  const store = apart(config.store)
  const chosen = chooseBot(config.bots, textOption(args, 'bot'))
  const account = { appId: chosen.appId ?? 'wx-in-process', appSecret: 'in-process' }
  const api = resolveBot(chosen).hasApi ? await createFakeApi(account) : undefined
  let write = (line: string): void => {
    stderr.write(line)
  }
  const logger = await createChatLogger(
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
  // As `start` does: a promise that a plugin forgot does not end the chat.
  const onRejection = (err: unknown) => logger.error({ err }, 'unhandled rejection')
  signals.on('unhandledRejection', onRejection)
  await app.ready().catch(async (cause: unknown) => {
    await store?.close()
    throw cause
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
    close: async () => {
      await closeAll(app, api)
      await store?.close()
      signals.off('unhandledRejection', onRejection)
    },
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

async function closeAll(app: { close: () => Promise<void> }, api: FakeApi | undefined) {
  await app.close()
  await api?.close()
}
