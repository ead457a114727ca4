/** The API of an account that has none. */
import { WechatBotError } from '../errors.ts'
import type { Api } from './types.ts'

/**
 * Takes the place of a client.
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
