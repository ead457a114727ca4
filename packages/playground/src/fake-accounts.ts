/** The accounts of the bots: what FakeWechat and the fake API know of each one, as the switches are set. */
import type { Clock } from '@wechatbot/core'
import {
  type AccountSecrets,
  createFakeApi,
  type FakeApi,
  FakeWechat,
  type SentMessage,
  type Typing,
} from '@wechatbot/simulator'
import type { ShownBot } from './protocol.ts'
import type { LoadedBot, Settings, StandIn } from './types.ts'

/** The account of bots that have none. Everybody knows it, and it is useless outside this process. */
const DEV_APP_ID = 'wxdev0123456789abc'
const DEV_KEY = 'wechatbotDevKeyWechatbotDevKeyWechatbotDevK'
const DEV_SECRET = 'dev-secret-of-the-playground'

/** The fake APIs of one bot by AppID. */
type Apis = ReadonlyMap<string, FakeApi>

export interface FakeAccount {
  readonly bot: LoadedBot
  readonly settings: Settings
  readonly secrets: AccountSecrets
  readonly wechat: FakeWechat
  /** Only a 服务号 has the API. */
  readonly api: FakeApi | undefined
}

export interface AccountsOptions {
  readonly origin: string
  readonly isReal: boolean
  /** The time of WeChat, which is also the time of the bots. */
  readonly clock: Clock
  /** Called when a customer-service message has reached its user. */
  readonly onSent: (bot: string, message: SentMessage) => void
  readonly onTyping: (bot: string, typing: Typing) => void
}

export class FakeAccounts {
  readonly #options: AccountsOptions
  /** The settings that the user has changed on the page, by bot. */
  readonly #moved = new Map<string, Partial<Settings>>()
  /** Kept over restarts of the bots, because WeChat remembers to whom a bot may still send messages. */
  readonly #apis = new Map<string, Apis>()
  #accounts: ReadonlyMap<string, FakeAccount> = new Map()
  #prepared: ReadonlyMap<string, FakeAccount> = new Map()

  constructor(options: AccountsOptions) {
    this.#options = options
  }

  get(name: string): FakeAccount | undefined {
    return this.#accounts.get(name)
  }

  get bots(): readonly ShownBot[] {
    return [...this.#accounts.values()].map(({ bot, settings }) => ({
      name: bot.name,
      accountName: bot.accountName,
      path: bot.path,
      plugins: bot.plugins,
      settings,
      ...(bot.menu === undefined ? {} : { menu: bot.menu }),
    }))
  }

  /** The file that the bot has uploaded under this id, also as another kind of account. */
  file(name: string, mediaId: string | null): object | undefined {
    for (const api of this.#apisOf(name)) {
      const file = downloaded(api, mediaId)
      if (file !== undefined) return file
    }
    return undefined
  }

  /** Changes switches of a bot. Switches that are absent stay as they are. */
  move(name: string, settings: Partial<Settings>): void {
    this.#moved.set(name, { ...this.#moved.get(name), ...settings })
  }

  /** Prepares an account for each bot. The former accounts stay in force until {@link commit}. */
  async prepare(bots: readonly LoadedBot[]): Promise<readonly StandIn[]> {
    const accounts = await Promise.all(bots.map((bot) => this.#account(bot)))
    this.#prepared = new Map(accounts.map((account) => [account.bot.name, account]))
    return accounts.map(({ bot, settings, secrets, api }) => ({
      name: bot.name,
      mode: settings.mode,
      appId: secrets.appId ?? DEV_APP_ID,
      encodingAESKey: bot.encodingAESKey ?? DEV_KEY,
      ...(api === undefined ? {} : { appSecret: DEV_SECRET, baseUrl: api.url }),
    }))
  }

  /** The bots of the last `prepare` have started: their accounts come into force. */
  commit(): void {
    this.#accounts = this.#prepared
  }

  async close(): Promise<void> {
    const all = [...this.#apis.keys()].flatMap((name) => this.#apisOf(name))
    await Promise.all(all.map((api) => api.close()))
  }

  async #account(bot: LoadedBot): Promise<FakeAccount> {
    const { isReal, origin, clock } = this.#options
    const settings = { ...bot.settings, ...(isReal ? {} : this.#moved.get(bot.name)) }
    const appId = bot.appId ?? DEV_APP_ID
    const sealing =
      settings.mode === 'plain' ? {} : { encodingAESKey: bot.encodingAESKey ?? DEV_KEY }
    const secrets = { token: bot.token, mode: settings.mode, appId, ...sealing }
    const api =
      isReal || settings.accountType !== 'service' ? undefined : await this.#api(bot.name, appId)
    const wechat = new FakeWechat({
      ...secrets,
      bot: new URL(bot.path, origin),
      clock,
      ...(api === undefined ? {} : { api }),
    })
    return { bot, settings, secrets, wechat, api }
  }

  async #api(name: string, appId: string): Promise<FakeApi> {
    const known = this.#apis.get(name)?.get(appId)
    if (known !== undefined) return known
    const api = await createFakeApi({ appId, appSecret: DEV_SECRET, clock: this.#options.clock })
    api.messages.onSent((message) => this.#options.onSent(name, message))
    api.messages.onTyping((typing) => this.#options.onTyping(name, typing))
    this.#apis.set(name, new Map(this.#apis.get(name)).set(appId, api))
    return api
  }

  #apisOf(name: string): readonly FakeApi[] {
    return [...(this.#apis.get(name)?.values() ?? [])]
  }
}

function downloaded({ library }: FakeApi, mediaId: string | null): object | undefined {
  try {
    return library.download(mediaId)
  } catch {
    // The id is unknown, or its three days are over.
    return undefined
  }
}
