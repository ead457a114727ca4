/** The defaults of a configuration, for the bot, the server and tools. */
import type { Mode } from '../account.ts'
import { BASE_URL } from '../api/exchange.ts'
import type { BotConfig, ServerConfig } from './types.ts'

/** The facts about a bot before it is made. */
export interface ResolvedBot {
  readonly name: string
  readonly path: string
  readonly mode: Mode
  /** Whether the bot can call the API: it has an appSecret or an accessToken. */
  readonly hasApi: boolean
  /** The URL of WeChat's API. */
  readonly apiUrl: string
  /** The time zone of `every`, and of hours and dates in plugins. */
  readonly timeZone: string
}

export function resolveBot(
  values: Pick<
    BotConfig<never>,
    'name' | 'path' | 'mode' | 'encodingAESKey' | 'appSecret' | 'api' | 'timeZone'
  >,
): ResolvedBot {
  const { name = 'main', path = '/wechat', encodingAESKey, appSecret, api } = values
  return {
    name,
    path,
    mode: values.mode ?? (encodingAESKey === undefined ? 'plain' : 'safe'),
    hasApi: appSecret !== undefined || api?.accessToken !== undefined,
    timeZone: values.timeZone ?? 'Asia/Shanghai',
    apiUrl: api?.baseUrl ?? BASE_URL,
  }
}

export type ResolvedServer = Required<Pick<ServerConfig, 'host' | 'port' | 'graceMs'>>

export function resolveServer(server: ServerConfig = {}): ResolvedServer {
  const { host = '0.0.0.0', port = 3000, graceMs = 10_000 } = server
  return { host, port, graceMs }
}
