/** Examines whether WeChat's console takes the token. */
import type { BotConfig } from '@wechatbot/core'
import { resolveBot } from '@wechatbot/core/internal'
import { whyRefused } from '../config/console-token.ts'
import { isDemo } from '../serve/demo.ts'
import type { Words } from '../words/index.ts'
import { type Finding, ok, warn } from './finding.ts'

export function examineToken(config: BotConfig, say: Words['doctor']['token']): Finding {
  if (isDemo(config)) {
    return warn('token', say.demo)
  }
  const why = whyRefused(config, () => say)
  return why === undefined ? ok('token', say.fine(resolveBot(config).mode)) : warn('token', why)
}
