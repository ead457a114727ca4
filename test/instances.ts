/** Instances of one bot, for specs: by one clock, over one store, and with one fake API. */
import {
  type Bot,
  type BotOptions,
  createBot,
  createLogger,
  createMemoryStore,
  type Store,
} from '@wechatbot/core'
import {
  createFakeApi,
  createManualClock,
  createPush,
  type FakeApi,
  type ManualClock,
  type Simulation,
  simulate,
} from '@wechatbot/simulator'

export const ACCOUNT = { appId: 'wx1', appSecret: 'a-secret' }

export class Instances {
  readonly clock: ManualClock
  readonly store: Store
  readonly #open = new Set<Simulation>()
  #api: FakeApi | undefined

  constructor(clock = createManualClock(), store = createMemoryStore({ clock })) {
    this.clock = clock
    this.store = store
  }

  /** The fake API, once it has started. */
  get api(): FakeApi | undefined {
    return this.#api
  }

  /** The fake API of the account. The instances that start afterwards have it. */
  async startApi(account = ACCOUNT): Promise<FakeApi> {
    this.#api = await createFakeApi({ ...account, clock: this.clock })
    return this.#api
  }

  /** What a bot needs for a fake API of its account. */
  async withApi(): Promise<Partial<BotOptions>> {
    const { url } = await this.startApi()
    return { ...ACCOUNT, api: { baseUrl: url } }
  }

  /** A bot whose log is silent. WeChat does not ask it yet. */
  newBot(options: Partial<BotOptions> = {}): Bot {
    const { clock, store } = this
    const logger = createLogger({ level: 'silent' })
    return createBot({ token: 'a-token', clock, store, logger, ...options })
  }

  /** Lets WeChat ask this bot. */
  async open(bot: Bot): Promise<Simulation> {
    const wechat = await simulate(bot, this.#api === undefined ? {} : { api: this.#api })
    this.#open.add(wechat)
    return wechat
  }

  /** Ends one instance in order. */
  async end(wechat: Simulation): Promise<void> {
    this.#open.delete(wechat)
    await wechat.close()
  }

  /** The XML of a text of oA, for several instances or for a retry. */
  textXml(content: string): string {
    const fields = { Content: content }
    return createPush({ kind: 'text', from: 'oA', now: this.clock.now(), fields })
  }

  async close(): Promise<void> {
    for (const wechat of this.#open) await this.end(wechat)
    await this.#api?.close()
  }
}

/** The texts that the API has brought oA, with this instance or another one. */
export function sentTexts(wechat: Simulation): readonly string[] {
  return wechat
    .user('oA')
    .received()
    .map(({ content }) => String(content.content))
}

/** What oA reads at once who says this: the text of the reply, or how it ended otherwise. */
export async function answerTo(wechat: Simulation, content: string): Promise<string> {
  const seen = await wechat.user('oA').says(content)
  return seen.type === 'reply' ? String(seen.reply.Content) : seen.type
}
