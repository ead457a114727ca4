/** The token of a bot that only this machine reaches: for the first five minutes. */
import type { Guard } from '@wechatbot/core'
import { foreignHost, fromPage } from '@wechatbot/core/internal'

/** `start` binds a bot with this token to 127.0.0.1, whatever the configuration says. */
export const DEMO_TOKEN = 'wechatbotdemo'

/** Whether a bot uses {@link DEMO_TOKEN}. */
export function isDemo(bot: { readonly token: string | readonly string[] }): boolean {
  return [bot.token].flat().includes(DEMO_TOKEN)
}

/**
 * The demo token is public: refuses requests of pages, and requests that name another host than this machine.
 * @param hosts what this machine is called besides localhost.
 */
export function demoGuard(hosts: readonly string[] = []): Guard {
  return (headers) => fromPage(headers) ?? foreignHost(headers, hosts)
}
