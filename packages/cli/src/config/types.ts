/** The configuration (配置) as `wechatbot.config.ts` writes it. */
import type { BotConfig, LogLevel, ServerConfig, Store } from '@wechatbot/core'

/** `wechatbot.config.ts`. */
export interface Config {
  readonly server?: ServerConfig
  /** `memory:`, `redis://...`, or a Store. @default 'memory:' */
  readonly store?: string | Store
  readonly log?: { readonly level?: LogLevel }
  readonly bots: readonly BotConfig[]
}

/** Gives the configuration its type; returns it as it is. */
export function defineConfig(config: Config): Config {
  return config
}
