/** Puts the API of one account together. */
import type { Account } from '../account.ts'
import type { Clock } from '../clock.ts'
import { toAnswer } from '../reply/shape.ts'
import { wholeOf } from '../reply/stream.ts'
import type { ReplyInput } from '../reply/types.ts'
import type { BasicValues, Sets } from '../store/types.ts'
import { type Allowance, createAllowance } from './allowance.ts'
import { createClient } from './client.ts'
import { createCustomerService, type ServiceMessage } from './customer-service.ts'
import { createEndpoints } from './endpoints.ts'
import { createExchange } from './exchange.ts'
import { createMedia, type Media, withMediaId } from './media.ts'
import { createMenuApi } from './menu-api.ts'
import { createTokenSource } from './token.ts'
import type { Api } from './types.ts'

export interface ApiOptions {
  /** A gateway in front of WeChat's API. @default 'https://api.weixin.qq.com' */
  readonly baseUrl?: string
  /**
   * Gets the token from a central token server (中控服务器). It is called for every API call, so
   * let it cache the token.
   */
  readonly accessToken?: () => Promise<string>
  /** An HTTP proxy: `http://user:password@host:port`. Its address belongs on the IP whitelist. */
  readonly proxy?: string
}

export interface ApiParts {
  readonly account: Account
  readonly clock: Clock
  /**
   * The whole store's values. The token, allowances and media ids belong to the account, over all
   * instances.
   */
  readonly values: BasicValues
  /** Undefined where the Store has no sets. */
  readonly sets?: Sets | undefined
  /**
   * Called after each customer-service message, with the number of repeated calls, and the error if
   * it failed.
   */
  readonly onSent: (retries: number, error?: unknown) => void
}

export interface AccountApi {
  readonly api: Api
  readonly allowance: Allowance
}

/** The types of customer-service messages that are no reply. */
const SERVICE_TYPES = ['mpnews', 'mpnewsarticle', 'msgmenu', 'wxcard', 'miniprogrampage']

export function createApi(parts: ApiParts, options: ApiOptions = {}): AccountApi {
  const { account, clock, values, sets } = parts
  const { scope } = account
  const { baseUrl, proxy } = options
  const secrets = account.appSecret === undefined ? [] : [account.appSecret]
  const exchange = createExchange({ clock, baseUrl, proxy, secrets })
  const token = createTokenSource({ account, clock, values, exchange, own: options.accessToken })
  const client = createClient({ clock, token, exchange })
  const allowance = createAllowance({ clock, values, sets, scope })
  const media = createMedia({ client, clock, values, scope })
  const customerService = createCustomerService(client, allowance)
  return {
    allowance,
    api: {
      ...createEndpoints(client, account.appId),
      get: client.get,
      post: client.post,
      download: client.download,
      send: async (openid, message, sendOptions) => {
        let retries = 0
        const onRetry = () => {
          retries += 1
        }
        try {
          await customerService.send(openid, await toMessage(message, media), sendOptions, onRetry)
          parts.onSent(retries)
        } catch (error) {
          parts.onSent(retries, error)
          throw error
        }
      },
      typing: customerService.typing,
      media,
      menu: createMenuApi(client),
    },
  }
}

async function toMessage(message: ReplyInput | ServiceMessage, media: Media) {
  if (isService(message)) return message
  const reply = toAnswer(message)
  if (reply.type === 'stream') return { type: 'text', content: await wholeOf(reply) } as const
  return withMediaId(reply, () => media)
}

function isService(message: ReplyInput | ServiceMessage): message is ServiceMessage {
  return typeof message === 'object' && 'type' in message && SERVICE_TYPES.includes(message.type)
}
