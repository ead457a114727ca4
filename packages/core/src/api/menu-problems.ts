/**
 * Finds the problems of a configured menu: parts that WeChat would refuse, and parts that would be
 * lost silently.
 */
import {
  described,
  didYouMean,
  type Path,
  type Problem,
  pathText,
  type WechatBotError,
} from '../errors.ts'
import { toWrittenReply } from '../reply/shape.ts'
import { MENU_FIELDS, type MenuButton, menuOf } from './menu.ts'

/** The fields that each type of button needs. */
const TYPES: Readonly<Record<string, readonly (keyof MenuButton)[]>> = {
  click: ['key'],
  view: ['url'],
  miniprogram: ['url', 'appid', 'pagepath'],
  scancode_push: ['key'],
  scancode_waitmsg: ['key'],
  pic_sysphoto: ['key'],
  pic_photo_or_album: ['key'],
  pic_weixin: ['key'],
  location_select: ['key'],
  media_id: ['media_id'],
  view_limited: ['media_id'],
  article_id: ['article_id'],
  article_view_limited: ['article_id'],
}
const MAX_BYTES: Readonly<Record<string, number>> = { key: 128, url: 1024 }
const MAX = { buttons: 3, subButtons: 5, name: 16, subName: 60 }

/** `menuid` is part of WeChat's own answer and has no effect. */
const KNOWN = ['button', 'menuid']
const PERSONALISED =
  "no personalised menu (个性化菜单): this one is everybody's; api.post('/cgi-bin/menu/addconditional', menu) makes the other"

/** All problems of a menu; empty when there are none. */
export function menuProblems(written: unknown, at: Path): readonly Problem[] {
  const isAnswer = isObject(written) && written !== menuOf(written)
  const beside = isAnswer ? keyProblems(written, ['menu'], at) : []
  const here = isAnswer ? [...at, 'menu'] : at
  const menu = isObject(written) ? menuOf(written) : undefined
  if (!isObject(menu)) return [problem(at, 'an object with a list of buttons', written)]
  const buttons = menu.button
  const problems = [...beside, ...keyProblems(menu, KNOWN, here)]
  const expected = `a list of 1 to ${MAX.buttons} buttons`
  if (!Array.isArray(buttons) || buttons.length === 0) {
    return [...problems, problem([...here, 'button'], expected, buttons)]
  }
  if (buttons.length > MAX.buttons) problems.push(tooMany([...here, 'button'], expected, buttons))
  const places = buttons.flatMap((button: unknown, i) => placesOf(button, [...here, 'button', i]))
  return [
    ...problems,
    ...buttons.flatMap((button: unknown, i) => buttonProblems(button, [...here, 'button', i])),
    ...sharedKeys(places),
  ]
}

function keyProblems(
  object: Readonly<Record<string, unknown>>,
  known: readonly string[],
  at: Path,
): readonly Problem[] {
  return Object.keys(object)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const path = pathText([...at, key])
      if (key === 'matchrule' || key === 'conditionalmenu') {
        return { path, expected: PERSONALISED, got: `"${key}"` }
      }
      const expected = `one of ${known.join(', ')}`
      return { path, expected, got: `"${key}"${didYouMean(key, known)}` }
    })
}

function buttonProblems(button: unknown, at: Path, isSub = false): readonly Problem[] {
  if (!isObject(button)) return [problem(at, 'a button', button)]
  const { sub_button: subs, reply, type } = button
  const problems = [
    ...keyProblems(button, [...MENU_FIELDS, 'sub_button', 'reply'], at),
    ...textProblems(button, at, 'name', isSub ? MAX.subName : MAX.name),
  ]
  if (subs !== undefined && !Array.isArray(subs)) {
    return [...problems, problem([...at, 'sub_button'], 'a list of buttons', subs)]
  }
  if (Array.isArray(subs) && subs.length > 0) {
    if (isSub) {
      return [...problems, problem([...at, 'sub_button'], 'none in a sub button', subs)]
    }
    if (subs.length > MAX.subButtons) {
      const expected = `at most ${MAX.subButtons}`
      problems.push(tooMany([...at, 'sub_button'], expected, subs))
    }
    return [
      ...problems,
      ...lostProblems(button, ['name', 'type', 'sub_button'], 'sub buttons', at),
      ...subs.flatMap((sub: unknown, i) => buttonProblems(sub, [...at, 'sub_button', i], true)),
    ]
  }
  if (reply !== undefined) {
    const kept = ['name', 'type', 'key', 'reply', 'sub_button']
    return [
      ...problems,
      ...lostProblems(button, kept, 'a reply', at),
      ...('key' in button ? textProblems(button, at, 'key', MAX_BYTES.key as number) : []),
      ...replyProblems(reply, type, at),
    ]
  }
  const needs = typeof type === 'string' && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined
  if (needs === undefined) {
    const types = Object.keys(TYPES)
    const hint = typeof type === 'string' ? didYouMean(type, types) : ''
    const wrong = problem(
      [...at, 'type'],
      `a reply, sub buttons, or one of ${types.join(', ')}`,
      type,
    )
    return [...problems, { ...wrong, got: wrong.got + hint }]
  }
  return [
    ...problems,
    ...needs.flatMap((field) => textProblems(button, at, field, MAX_BYTES[field] ?? 1024)),
    ...needs.filter((field) => field === 'url').flatMap(() => urlProblems(button.url, at)),
  ]
}

/** The fields of a button that its click does not bring. */
function lostProblems(
  button: Readonly<Record<string, unknown>>,
  kept: readonly string[],
  beside: string,
  at: Path,
): readonly Problem[] {
  return [...MENU_FIELDS, 'reply']
    .filter((field) => button[field] !== undefined && !kept.includes(field))
    .map((field) => problem([...at, field], `no ${field} beside ${beside}`, button[field]))
}

function replyProblems(reply: unknown, type: unknown, at: Path): readonly Problem[] {
  const problems: Problem[] = []
  if (type !== undefined && type !== 'click') {
    problems.push(problem([...at, 'type'], 'click, or none beside a reply', type))
  }
  try {
    toWrittenReply(reply)
  } catch (error) {
    const path = pathText([...at, 'reply'])
    problems.push(...(error as WechatBotError).problems.map((each) => ({ ...each, path })))
  }
  return problems
}

function textProblems(
  button: Readonly<Record<string, unknown>>,
  at: Path,
  field: string,
  bytes: number,
): Problem[] {
  const value = button[field]
  const isFine = typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= bytes
  return isFine ? [] : [problem([...at, field], `a text of at most ${bytes} bytes`, value)]
}

/** The phone opens the URL exactly as written. */
function urlProblems(url: unknown, at: Path): readonly Problem[] {
  // Another check has reported a value that is no text.
  if (typeof url !== 'string' || url === '') return []
  if (!/^https?:\/\/\S+$/i.test(url) || !URL.canParse(url)) {
    return [problem([...at, 'url'], 'a URL that begins with https:// or http://', url)]
  }
  return /&amp;/i.test(url) ? [problem([...at, 'url'], '& in place of &amp;', url)] : []
}

interface Place {
  readonly key: string
  readonly at: Path
}

/** The buttons that the bot answers itself, by the key of their clicks. */
function placesOf(button: unknown, at: Path, above = ''): readonly Place[] {
  if (!isObject(button)) return []
  const path = `${above}${String(button.name)}`
  const { sub_button: subs, reply, key = path } = button
  if (Array.isArray(subs) && subs.length > 0) {
    return subs.flatMap((sub: unknown, i) => placesOf(sub, [...at, 'sub_button', i], `${path}/`))
  }
  return reply === undefined ? [] : [{ key: String(key), at }]
}

/** Buttons with the same key cannot have different answers. */
function sharedKeys(places: readonly Place[]): readonly Problem[] {
  return places.flatMap(({ key, at }, i) => {
    const first = places.slice(0, i).find((place) => place.key === key)
    if (first === undefined) return []
    const expected = 'a key of its own for each reply (without key, a name of its own)'
    return [
      { path: pathText([...at, 'key']), expected, got: `"${key}", as ${pathText(first.at)} has` },
    ]
  })
}

function tooMany(at: Path, expected: string, { length }: readonly unknown[]): Problem {
  return { path: pathText(at), expected, got: `${length} buttons` }
}

function problem(at: Path, expected: string, got: unknown): Problem {
  const path = pathText(at)
  if (typeof got !== 'string') return { path, expected, got: described(got) }
  return { path, expected, got: `${JSON.stringify(got)} (${Buffer.byteLength(got)} bytes)` }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
