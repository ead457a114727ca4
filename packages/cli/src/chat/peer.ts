/** The bot at the other end: one that runs somewhere, or the configuration's in this process. */
import { createApp, createBot, secretsOf, type XmlInput } from '@wechatbot/core'
import {
  createFakeApi,
  type Exchange,
  type FakeApi,
  FakeWechat,
  inMemory,
  type SentMessage,
} from '@wechatbot/simulator'
import { loadConfig } from '../config/load.ts'
import { CliError } from '../errors.ts'
import { createChatLogger } from '../logs.ts'
import { chooseBot, secretsFor, targetOf, unreachable } from '../target.ts'
import { type Arguments, textOption } from '../usage.ts'

export interface Peer {
  /** What to show as its name. */
  readonly name: string
  readonly send: (openid: string, kind: string, fields: XmlInput) => Exchange
  /** Customer-service messages, whenever they come. */
  readonly onLate: (listener: (message: SentMessage) => void) => void
  /** A request had no answer in time. */
  readonly onCut: (listener: (number: number) => void) => void
  /** Resolves when no message is at work any more, as far as this process can know. */
  readonly idle: () => Promise<void>
  /** What to say when nothing answers. */
  readonly unreachable: (error: unknown) => Error
  readonly close: () => Promise<void>
}

/** A bot that runs: its customer-service messages go to WeChat, not here. */
export async function connect(args: Arguments): Promise<Peer> {
  const { url, secrets } = await targetOf(args)
  const cuts: ((number: number) => void)[] = []
  const wechat = new FakeWechat({ ...secrets, bot: url, onAttempt: tellOf(cuts) })
  return {
    name: url.href,
    send: (openid, kind, fields) => wechat.user(openid).sends(kind, fields),
    onLate: () => {},
    onCut: (listener) => void cuts.push(listener),
    idle: async () => {},
    unreachable: (error) =>
      new CliError(`${unreachable(url, error).message}; or let it run here with --in-process`),
    close: async () => {},
  }
}

/**
 * The bot of the configuration, in this process: with a store in memory and WeChat's API faked, so that
 * nothing of the chat reaches anybody else's store or account.
 */
export async function host(args: Arguments): Promise<Peer> {
  const file = textOption(args, 'config')
  const config = await loadConfig(file === undefined ? {} : { file })
  await config.store?.close()
  const chosen = chooseBot(config.bots, textOption(args, 'bot'))
  const hasApi = chosen.appSecret !== undefined || chosen.api?.accessToken !== undefined
  const account = { appId: chosen.appId ?? 'wx-in-process', appSecret: 'in-process' }
  const api = hasApi ? await createFakeApi(account) : undefined
  const bot = createBot({
    ...chosen,
    ...(api === undefined ? {} : { ...account, api: { baseUrl: api.url } }),
    logger: createChatLogger(secretsOf(chosen)),
  })
  const app = createApp({ bots: [bot] })
  await app.ready()
  const cuts: ((number: number) => void)[] = []
  const wechat = new FakeWechat({
    ...secretsFor(chosen),
    bot: inMemory(app.callback(), bot.path),
    onAttempt: tellOf(cuts),
  })
  return {
    name: `bot "${bot.name}" in this process`,
    send: (openid, kind, fields) => {
      api?.messages.note(openid, kind)
      return wechat.user(openid).sends(kind, fields)
    },
    onLate: (listener) => void api?.messages.onSent(listener),
    onCut: (listener) => void cuts.push(listener),
    idle: () => app.idle(),
    unreachable: (error) => (error instanceof Error ? error : new Error(String(error))),
    close: () => closeAll(app, api),
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
