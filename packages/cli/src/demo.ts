/** The token of a bot that nobody else can reach: for the first five minutes. */

/** `start` binds a bot with this token to 127.0.0.1, whatever the configuration says. */
export const DEMO_TOKEN = 'wechatbotdemo'

/** Whether a bot uses {@link DEMO_TOKEN}. */
export function isDemo(bot: { readonly token: string | readonly string[] }): boolean {
  return [bot.token].flat().includes(DEMO_TOKEN)
}
