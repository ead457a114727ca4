/** Whether the token is one that WeChat's console takes. */
import type { BotConfig } from '@wechatbot/core'
import { resolveBot } from '@wechatbot/core/internal'
import { isDemo } from '../serve/demo.ts'
import { type Finding, ok, warn } from './finding.ts'

export function examineToken(config: BotConfig): Finding {
  if (isDemo(config)) {
    return warn('token', 'the demo token, served on 127.0.0.1 only; set the token of your account')
  }
  const odd = [config.token].flat().some((token) => !/^[A-Za-z0-9]{3,32}$/.test(token))
  return odd
    ? warn('token', 'the console takes 3 to 32 letters or digits; this one has others')
    : ok('token', `has the right shape, ${resolveBot(config).mode} mode`)
}
