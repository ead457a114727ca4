/** The API of an account that has none. */
import { WechatBotError } from '../errors.ts'
import type { Api } from './types.ts'

/**
 * Takes the place of a client.
 * @throws WechatBotError NO_API on every call.
 */
export function noApi(name: string, hasSecret: boolean): () => Api {
  return () => {
    throw new WechatBotError(
      'NO_API',
      hasSecret
        ? `bot "${name}": this version cannot call WeChat's API yet; answer by returning a reply`
        : `bot "${name}" has no appSecret, so it cannot call WeChat's API; set appId and appSecret`,
    )
  }
}
