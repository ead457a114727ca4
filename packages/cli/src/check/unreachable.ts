/** Finds handlers that get no message, and words that reach no handler, because a plugin before them answers. */
import type { HandlerInfo } from '@wechatbot/core'
import type { Words } from '../words/index.ts'
import type { Rehearsal } from './rehearsal.ts'

/**
 * Gives a warning for each of them. Each plugin is asked alone: by made-up messages of a kind of which it takes all,
 * and by the words for which the plugins behind it wait.
 */
export async function findUnreachable(
  /** The names of the plugins, in the order of the list. */
  listed: readonly string[],
  handlers: readonly HandlerInfo[],
  rehearsal: Rehearsal,
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
    const always = await kindsAlwaysAnswered(rehearsal, i, [...new Set(kinds)])
    for (const handler of later) {
      const lost = handler.kinds?.filter((kind) => always.includes(kind)) ?? []
      if (lost.length === 0 || lost.length < (handler.kinds?.length ?? 0)) continue
      warnings.push(say.neverAsked(handler.plugin, withoutBrackets(handler.filter), name))
      unheard.add(handler)
    }
    for (const handler of waiting) {
      const { plugin, word } = handler
      if (word === undefined || unheard.has(handler)) continue
      if ((await rehearsal.ask(i, 'text', { Content: word })) !== 'replies') continue
      warnings.push(say.neverHeard(plugin, word, name))
      unheard.add(handler)
    }
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
  { ask }: Rehearsal,
  place: number,
  kinds: readonly string[],
): Promise<readonly string[]> {
  const always: string[] = []
  for (const kind of kinds) {
    const texts = MADE_UP.map((Content) => (kind === 'text' ? { Content } : {}))
    const heard = await Promise.all(texts.map((fields) => ask(place, kind, fields)))
    if (heard.every((each) => each === 'replies')) always.push(kind)
  }
  return always
}
