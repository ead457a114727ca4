/** The secrets of a configuration that is not checked yet. */
import { secretsIn } from '@wechatbot/core/internal/secrets'
import { botsIn, isRecord } from './sections.ts'

/** Reads any value, because the errors of a wrong configuration may quote what it holds. */
export function secretsWritten(config: unknown): readonly string[] {
  const ofBots = botsIn(config).flatMap(({ bot }) => {
    if (!isRecord(bot)) return []
    // A button of the menu has a `key`, which is no secret.
    const { menu: _, ...rest } = bot
    // A token is a secret however short it is.
    const tokens = [rest.token].flat().filter((token) => typeof token === 'string')
    return [...tokens, ...secretsIn(rest)]
  })
  return [...ofBots, ...secretsIn(isRecord(config) ? { store: config.store } : {})]
}
