/** The API of an account that has no appSecret. */
import { WechatBotError } from '../errors.ts'
import type { Api } from './types.ts'

/** Whether the bot of a plugin's scope can call WeChat's API: it has an appSecret or an accessToken. */
export function hasApi(scope: { readonly api: Api }): boolean {
  try {
    return scope.api !== undefined
  } catch {
    return false
  }
}

/**
 * A replacement for a client.
 * @throws WechatBotError NO_API on every call.
 */
export function noApi(name: string): () => Api {
  return () => {
    throw new WechatBotError(
      'NO_API',
      `bot "${name}" has no appSecret, so it cannot call WeChat's API; set appId and appSecret`,
    )
  }
}
