/** Sends a notice by the first way that WeChat allows. */
import type { Allowance } from '../api/allowance.ts'
import { ApiError } from '../api/error.ts'
import type { Api } from '../api/types.ts'
import type { Notified, Notify } from './types.ts'

/** The window is closed or spent, or the account lacks the right. The other ways have their own rules. */
const CLOSED: readonly (number | undefined)[] = [45015, 45047, 48001]

const SEND = 'POST /cgi-bin/message/custom/send'

export interface NotifyParts {
  /** @throws WechatBotError NO_API when the account has no appSecret. */
  readonly api: () => Api
  readonly allowance: Allowance | undefined
}

export function createNotify({ api, allowance }: NotifyParts): Notify {
  return async (openid, { text, template, subscription }) => {
    const server = api()
    const ways: readonly (readonly [Notified['by'], () => Promise<unknown>])[] = [
      [
        'customer-service',
        async () => {
          const refusal = await allowance?.refusal(openid, SEND)
          if (refusal !== undefined) throw refusal
          await server.send(openid, text)
        },
      ],
      ...(template === undefined
        ? []
        : [['template', () => server.sendTemplate({ ...template, touser: openid })] as const]),
      ...(subscription === undefined
        ? []
        : [
            [
              'subscription',
              () => server.sendSubscription({ ...subscription, touser: openid }),
            ] as const,
          ]),
    ]
    const tried: string[] = []
    let refusal: unknown
    for (const [by, send] of ways) {
      try {
        await send()
        return { by }
      } catch (error) {
        tried.push(by)
        refusal = error
        if (!(error instanceof ApiError) || !CLOSED.includes(error.errcode)) break
      }
    }
    throw withWays(refusal, tried)
  }
}

/** WeChat's last refusal, with the ways that were tried. Any other error is returned unchanged. */
function withWays(error: unknown, tried: readonly string[]): unknown {
  if (!(error instanceof ApiError) || error.errcode === undefined) return error
  const { endpoint, errcode, errmsg } = error
  return new ApiError({ endpoint, errcode, errmsg: `${errmsg} (tried: ${tried.join(', ')})` })
}
