/** `get_current_autoreply_info` (自动回复规则) as options of the plugins welcome and keyword. */
import { words } from '../words/index.ts'
import { type Fields, fieldsIn, innerList, listIn, textIn } from './answer.ts'
import type { Notes } from './notes.ts'
import { describeReply, type ImportedReply, importReply } from './reply.ts'

const { importConsole: say } = words

export interface ImportedRule {
  readonly match: string | readonly string[]
  readonly mode?: 'contains'
  readonly reply: ImportedReply | readonly ImportedReply[]
}

export interface AutoReply {
  readonly welcome?: ImportedReply
  readonly rules: readonly ImportedRule[]
}

/** WeChat takes one article in answer to a message, eight in answer to a new follower. */
const ARTICLES = { message: 1, event: 8 }

export function importAutoReply(answer: unknown, notes: Notes): AutoReply {
  const fields = fieldsIn(answer)
  const welcome = importWelcome(fields, notes)
  noteFallback(fields, notes)
  const rules = innerList(fields.keyword_autoreply_info).flatMap((rule) => importRule(rule, notes))
  return { rules, ...(welcome === undefined ? {} : { welcome }) }
}

function importWelcome(fields: Fields, notes: Notes): ImportedReply | undefined {
  const raw = fieldsIn(fields.add_friend_autoreply_info)
  if (textIn(raw, 'type') === '') return undefined
  if (textIn(fields, 'is_add_friend_reply_open') !== '1') {
    notes.add(say.welcomeAt, say.welcomeOff(describeReply(raw)))
    return undefined
  }
  return importReply(raw, { name: say.welcomeAt, articles: ARTICLES.event, notes })
}

/**
 * The console's default reply comes once an hour. No plugin can do that, and a plugin that always answers would
 * hide all plugins behind it.
 */
function noteFallback(fields: Fields, notes: Notes): void {
  const raw = fieldsIn(fields.message_default_autoreply_info)
  if (textIn(raw, 'type') === '' || textIn(fields, 'is_autoreply_open') !== '1') return
  notes.add(say.fallbackAt, say.fallback(describeReply(raw)))
}

/** Gives one rule or two, because one rule of the console may match some words whole and others in part. */
function importRule(rule: Fields, notes: Notes): readonly ImportedRule[] {
  const name = say.ruleAt(textIn(rule, 'rule_name'))
  const reply = importReplies(rule, name, notes)
  if (reply === undefined) {
    notes.add(name, say.noReply)
    return []
  }
  const keywords = listIn(rule.keyword_list_info).filter((it) => textIn(it, 'content') !== '')
  if (keywords.length === 0) notes.add(name, say.noKeyword)
  const whole: string[] = []
  const partial: string[] = []
  for (const keyword of keywords) {
    const [mode, content] = [textIn(keyword, 'match_mode'), textIn(keyword, 'content')]
    if (mode !== 'equal' && mode !== 'contain') notes.add(name, say.unknownMatch(mode, content))
    const list = mode === 'equal' ? whole : partial
    list.push(content)
  }
  return [
    ...(whole.length === 0 ? [] : [{ match: oneOrMore(whole), reply }]),
    ...(partial.length === 0
      ? []
      : [{ match: oneOrMore(partial), mode: 'contains' as const, reply }]),
  ]
}

function importReplies(
  rule: Fields,
  name: string,
  notes: Notes,
): ImportedRule['reply'] | undefined {
  const raws = listIn(rule.reply_list_info)
  const place = { name, articles: ARTICLES.message, notes }
  if (textIn(rule, 'reply_mode') === 'random_one') {
    const replies = raws.flatMap((raw) => importReply(raw, place) ?? [])
    return replies.length > 1 ? replies : replies[0]
  }
  for (const [i, raw] of raws.entries()) {
    const reply = importReply(raw, place)
    if (reply === undefined) continue
    const others = raws.filter((_, j) => j > i).map(describeReply)
    if (others.length > 0) notes.add(name, say.firstOf(others))
    return reply
  }
  return undefined
}

function oneOrMore(words: readonly string[]): string | readonly string[] {
  return words.length === 1 ? (words[0] as string) : words
}
