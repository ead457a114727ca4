/** Examines whether WeChat's console takes the token. */
import type { BotConfig } from '@wechatbot/core'
import { resolveBot } from '@wechatbot/core/internal'
import { isDemo } from '../serve/demo.ts'
import type { Words } from '../words/index.ts'
import { type Finding, ok, warn } from './finding.ts'

/** As long as a token may be. */
const MAX_LENGTH = 32

export function examineToken(config: BotConfig, say: Words['doctor']['token']): Finding {
  if (isDemo(config)) {
    return warn('token', say.demo)
  }
  const wrong = [config.token].flat().flatMap((token) => wordsFor(token, say) ?? [])
  const [first] = wrong
  return first === undefined ? ok('token', say.fine(resolveBot(config).mode)) : warn('token', first)
}

/** What is wrong with a token; undefined where nothing is. */
function wordsFor(token: string, say: Words['doctor']['token']): string | undefined {
  if (!/^[A-Za-z0-9]*$/.test(token)) return say.odd
  // The check of the configuration refuses a shorter one than WeChat.
  return token.length > MAX_LENGTH ? say.long(token.length) : undefined
}
