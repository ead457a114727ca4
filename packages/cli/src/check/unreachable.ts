/** Finds handlers that get no message, and words that reach no handler, because a plugin before them answers. */
import type { Bot, BotOptions, HandlerInfo } from '@wechatbot/core'
import { createBot } from '@wechatbot/core/internal/bot'
import type { Simulation } from '@wechatbot/simulator'
import type { Words } from '../words/index.ts'

/**
 * Gives a warning for each of them. Each plugin is asked alone: by made-up messages of a kind of which it takes all,
 * and by the words for which the plugins behind it wait.
 */
export async function findUnreachable(
  options: BotOptions,
  /** The names of its plugins, in the order of the list. */
  listed: readonly string[],
  handlers: readonly HandlerInfo[],
  say: Words['check'],
): Promise<readonly string[]> {
  const warnings: string[] = []
  const unheard = new Set<HandlerInfo>()
  for (const [i, name] of listed.entries()) {
    const own = handlers.filter(({ plugin }) => plugin === name)
    const later = handlers.filter(({ plugin }) => listed.indexOf(plugin) > i)
    const kinds = own
      .filter(({ isUnfiltered }) => isUnfiltered)
      .flatMap((handler) => handler.kinds ?? [])
      .filter((kind) => later.some((handler) => handler.kinds?.includes(kind)))
    const takesTexts = own.some((handler) => handler.kinds?.includes('text') ?? true)
    const waiting = later.filter((it) => takesTexts && it.word !== undefined && !unheard.has(it))
    const entry = options.plugins?.[i]
    if (entry === undefined || (kinds.length === 0 && waiting.length === 0)) continue
    const bot = createBot({ ...options, plugins: [entry] }) as Bot
    // Imported here: few bots are asked anything.
    const { simulate } = await import('@wechatbot/simulator/internal/simulate')
    const wechat = await simulate(bot)
    const always = await kindsAlwaysAnswered(wechat, [...new Set(kinds)])
    for (const handler of later) {
      const lost = handler.kinds?.filter((kind) => always.includes(kind)) ?? []
      if (lost.length === 0 || lost.length < (handler.kinds?.length ?? 0)) continue
      warnings.push(say.neverAsked(handler.plugin, withoutBrackets(handler.filter), name))
      unheard.add(handler)
    }
    for (const [j, handler] of waiting.entries()) {
      const { plugin, word } = handler
      if (word === undefined || unheard.has(handler)) continue
      // Another user for each word: after one, a plugin may keep its user, in a dialog or for a human.
      const seen = await wechat.user(`oWechatbotCheckWord${j}`).says(word)
      if (seen.type !== 'reply') continue
      warnings.push(say.neverHeard(plugin, word, name))
      unheard.add(handler)
    }
    await wechat.close()
  }
  return [...new Set(warnings)]
}

/** A list of kinds as a sentence has it. */
function withoutBrackets(filter: string): string {
  return filter.replace(/^\[(.*)\]$/, '$1')
}

/** Texts for which no rule is written. */
const MADE_UP = ['wechatbot check 7f3a', '一二三四五六七八九十检查', '?!']

async function kindsAlwaysAnswered(
  wechat: Simulation,
  kinds: readonly string[],
): Promise<readonly string[]> {
  const always: string[] = []
  for (const kind of kinds) {
    const seen = await Promise.all(
      MADE_UP.map((content, i) =>
        wechat.user(`oWechatbotCheck${i}`).sends(kind, kind === 'text' ? { Content: content } : {}),
      ),
    )
    if (seen.every(({ type }) => type === 'reply')) always.push(kind)
  }
  return always
}
