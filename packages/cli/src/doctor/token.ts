/** Examines whether WeChat's console takes the token. */
import type { BotConfig } from '@wechatbot/core'
import { resolveBot } from '@wechatbot/core/internal'
import { isDemo } from '../serve/demo.ts'
import type { Words } from '../words/index.ts'
import { type Finding, ok, warn } from './finding.ts'

export function examineToken(config: BotConfig, say: Words['doctor']['token']): Finding {
  if (isDemo(config)) {
    return warn('token', say.demo)
  }
  const odd = [config.token].flat().some((token) => !/^[A-Za-z0-9]{3,32}$/.test(token))
  return odd ? warn('token', say.odd) : ok('token', say.fine(resolveBot(config).mode))
}
