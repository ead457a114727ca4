/** A bot's configuration after the check, with every default filled in. */
import type { BlockList } from 'node:net'
import { Account } from '../account.ts'
import { decodeKey } from '../crypto/aes.ts'
import { assertNoProblems, WechatBotError } from '../errors.ts'
import { toAddressList } from '../http/address.ts'
import { extraMs, type LateName } from '../late/strategies.ts'
import type { Reply } from '../reply/types.ts'
import { GUESSABLE, secretsIn } from '../secrets.ts'
import { HANDLER_TIMEOUT_MS } from '../turn/keeper.ts'
import type { OverlapName } from '../turn/overlap.ts'
import { resolveBot } from './defaults.ts'
import { botProblems } from './schema.ts'
import type { BotConfig } from './types.ts'

/** WeChat closes the connection at 5 s. The rest is for the network. */
const DEADLINE_MS = 4500
const FRESHNESS_SECONDS = 300
const INTERRUPTED_TEXT = '上一个问题被打断了，请再问一次'

/** The options of a bot. Fields without a comment are those of {@link BotConfig}. */
export interface Settings {
  readonly account: Account
  /** Whether the bot can call the API: it has an appSecret or an accessToken. */
  readonly hasApi: boolean
  readonly path: string
  /** Replies beyond WeChat's limits become errors, and each handler is recorded. */
  readonly development: boolean
  /** 0 turns the check off. */
  readonly freshnessSeconds: number
  readonly bindSignatures: boolean
  /**
   * How long a signature and a turn are remembered: the freshness window before and after now, and
   * a reserve.
   */
  readonly bindingMs: number
  /** Addresses that may push; undefined allows all. */
  readonly allowFrom: BlockList | undefined
  readonly dedupeKey: BotConfig['dedupeKey']
  /** Milliseconds from the moment the request headers have arrived. */
  readonly deadlineMs: number
  /** Milliseconds for a passive reply, from the moment the first attempt's headers have arrived. */
  readonly passiveMs: number
  /** The user gets this reply when a handler fails. */
  readonly errorReply: Reply
  readonly late: readonly LateName[]
  /** How long a handler may take, in milliseconds. */
  readonly handlerTimeoutMs: number
  /** What happens to a promised reply after its process vanished; undefined chooses for each message. */
  readonly interrupted: 'rerun' | 'tell' | undefined
  readonly interruptedReply: Reply
  readonly overlap: OverlapName
  readonly timeZone: string
}

/** @throws WechatBotError BAD_CONFIG with all problems. */
export function toSettings(values: BotConfig<never>, development: boolean): Settings {
  assertNoProblems('bot', botProblems(values))
  if (!development) assertOwnToken(values)
  const account = toAccount(values)
  const freshnessSeconds = values.freshnessSeconds ?? FRESHNESS_SECONDS
  const deadlineMs = values.deadlineMs ?? DEADLINE_MS
  const handlerTimeoutMs = values.handlerTimeoutMs ?? HANDLER_TIMEOUT_MS
  const { hasApi, path, timeZone } = resolveBot(values)
  const late: readonly LateName[] =
    values.late ?? (hasApi ? ['customer-service', 'mailbox'] : ['hold', 'mailbox'])
  const errorReply: Reply =
    values.errorText === undefined ? { type: 'none' } : { type: 'text', content: values.errorText }
  return {
    account,
    hasApi,
    development,
    path,
    freshnessSeconds,
    bindSignatures: values.bindSignatures ?? true,
    bindingMs: Math.max(
      (2 * (freshnessSeconds || FRESHNESS_SECONDS) + 30) * 1000,
      values.handlerTimeoutMs === undefined ? 0 : handlerTimeoutMs + 60_000,
    ),
    allowFrom: toAddressList(values.allowFrom),
    dedupeKey: values.dedupeKey,
    deadlineMs,
    passiveMs: deadlineMs + extraMs(late),
    errorReply,
    late,
    handlerTimeoutMs,
    interrupted: values.interrupted,
    interruptedReply: { type: 'text', content: values.interruptedText ?? INTERRUPTED_TEXT },
    timeZone,
    overlap: values.overlap ?? ('parallel' satisfies OverlapName),
  }
}

function assertOwnToken(values: BotConfig<never>): void {
  if (![values.token].flat().some((token) => GUESSABLE.includes(token))) return
  throw new WechatBotError(
    'BAD_CONFIG',
    'bot: the token is one that everybody tries; choose another, here and in the console',
  )
}

function toAccount(values: BotConfig<never>): Account {
  const { name, mode } = resolveBot(values)
  return new Account({
    name,
    tokens: [values.token].flat(),
    mode,
    keys: [values.encodingAESKey ?? []].flat().map(decodeKey),
    ...(values.appId === undefined ? {} : { appId: values.appId }),
    ...(values.appSecret === undefined ? {} : { appSecret: values.appSecret }),
  })
}

/** Every secret of a bot: its own, and those in the options of its plugins. The logger hides them. */
export function secretsOf(
  values: Pick<BotConfig<never>, 'token' | 'appSecret' | 'encodingAESKey' | 'api' | 'plugins'>,
): readonly string[] {
  const { token, appSecret = [], encodingAESKey = [], api = {}, plugins = [] } = values
  const { proxy, baseUrl } = api
  const options = plugins.map((entry) => {
    if (Array.isArray(entry)) return entry[1] as unknown
    return (entry as { options?: unknown } | undefined)?.options
  })
  const own = [token, appSecret, encodingAESKey].flat(2)
  return [...new Set([...own, ...secretsIn([{ proxy, baseUrl }, options])])]
}
