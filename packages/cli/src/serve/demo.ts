/** The demo token, for the first five minutes with a bot that only this machine reaches. */
import type { Guard } from '@wechatbot/core'
import { foreignHost, fromPage } from '@wechatbot/core/internal/http/guard'

/** `start` binds a bot with this token to 127.0.0.1, whatever the configuration says. */
export const DEMO_TOKEN = 'wechatbotdemo'

/** WeChat cannot use 127.0.0.1. The log is English. */
const BEHIND_TUNNEL =
  'behind a tunnel, set a token of your own (WECHAT_TOKEN) in place of the demo token, which is public, or name the host with wechatbot dev --allow-host NAME'

/** Whether a bot uses {@link DEMO_TOKEN}. */
export function isDemo(bot: { readonly token: string | readonly string[] }): boolean {
  return [bot.token].flat().includes(DEMO_TOKEN)
}

/**
 * Refuses requests that web pages make, and requests whose Host is another machine: the demo token is public.
 * @param hosts names of this machine besides localhost.
 */
export function demoGuard(hosts: readonly string[] = []): Guard {
  return (headers) => {
    const page = fromPage(headers)
    if (page !== undefined) return page
    const foreign = foreignHost(headers, hosts)
    return foreign === undefined ? undefined : `${foreign}; ${BEHIND_TUNNEL}`
  }
}
