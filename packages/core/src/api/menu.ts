/**
 * The menu below the chat (自定义菜单), written down in the configuration with WeChat's own field names,
 * and `reply` on a button that the bot answers itself.
 * Source: developers.weixin.qq.com, Creating_Custom-Defined_Menu.
 */
import { type Problem, pathText } from '../errors.ts'
import { toReply } from '../reply/shape.ts'
import type { Reply } from '../reply/types.ts'
import type { Client } from './client.ts'
import { ApiError } from './error.ts'

export interface MenuButton {
  /** At most 16 bytes of UTF-8 (five characters), 60 on a sub button. */
  readonly name: string
  readonly type?: string
  /** What a click brings as EventKey. At most 128 bytes. */
  readonly key?: string
  readonly url?: string
  readonly appid?: string
  readonly pagepath?: string
  readonly media_id?: string
  readonly article_id?: string
  /** At most five. A button with sub buttons only opens them. */
  readonly sub_button?: readonly MenuButton[]
  /** Ours: the bot's answer to a click. The key is made of the button's names. */
  readonly reply?: string | Reply
}

export interface Menu {
  /** At most three. */
  readonly button: readonly MenuButton[]
}

/** What each type of button needs. */
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
const FIELDS = ['name', 'type', 'key', 'url', 'appid', 'pagepath', 'media_id', 'article_id']
const MAX_BYTES: Readonly<Record<string, number>> = { key: 128, url: 1024 }
const MAX = { buttons: 3, subButtons: 5, name: 16, subName: 60 }

/** Everything that is wrong with a menu; empty when nothing is. */
export function menuProblems(menu: unknown, at: readonly PropertyKey[]): readonly Problem[] {
  const buttons = isObject(menu) ? menu.button : undefined
  if (!Array.isArray(buttons) || buttons.length === 0 || buttons.length > MAX.buttons) {
    return [problem([...at, 'button'], `a list of 1 to ${MAX.buttons} buttons`, buttons)]
  }
  return buttons.flatMap((button, i) => buttonProblems(button, [...at, 'button', i], MAX.name))
}

function buttonProblems(button: unknown, at: readonly PropertyKey[], nameBytes: number): Problem[] {
  if (!isObject(button)) return [problem(at, 'a button', button)]
  const known = [...FIELDS, 'reply', ...(nameBytes === MAX.name ? ['sub_button'] : [])]
  const problems = Object.keys(button)
    .filter((field) => !known.includes(field))
    .map((field) => problem([...at, field], `one of ${known.join(', ')}`, field))
  problems.push(...textProblems(button, at, 'name', nameBytes))
  const { sub_button: subs, reply, type } = button
  if (Array.isArray(subs) && subs.length > 0) {
    if (subs.length > MAX.subButtons) {
      problems.push(problem([...at, 'sub_button'], `at most ${MAX.subButtons}`, subs.length))
    }
    return [
      ...problems,
      ...subs.flatMap((sub, i) => buttonProblems(sub, [...at, 'sub_button', i], MAX.subName)),
    ]
  }
  if (reply !== undefined) return [...problems, ...replyProblems(reply, type, at)]
  const needs = typeof type === 'string' ? TYPES[type] : undefined
  if (needs === undefined) {
    const types = Object.keys(TYPES).join(', ')
    return [...problems, problem([...at, 'type'], `a reply, sub buttons, or one of ${types}`, type)]
  }
  return [
    ...problems,
    ...needs.flatMap((field) => textProblems(button, at, field, MAX_BYTES[field] ?? 1024)),
  ]
}

function replyProblems(reply: unknown, type: unknown, at: readonly PropertyKey[]): Problem[] {
  const problems: Problem[] = []
  if (type !== undefined && type !== 'click') {
    problems.push(problem([...at, 'type'], 'click, or none beside a reply', type))
  }
  try {
    toReply(reply)
  } catch (error) {
    const { message } = error as Error
    problems.push({ path: pathText([...at, 'reply']), expected: 'a reply', got: message })
  }
  return problems
}

function textProblems(
  button: Readonly<Record<string, unknown>>,
  at: readonly PropertyKey[],
  field: string,
  bytes: number,
): Problem[] {
  const value = button[field]
  const isFine = typeof value === 'string' && value !== '' && Buffer.byteLength(value) <= bytes
  return isFine ? [] : [problem([...at, field], `a text of at most ${bytes} bytes`, value)]
}

function problem(at: readonly PropertyKey[], expected: string, got: unknown): Problem {
  const bytes = typeof got === 'string' ? ` (${Buffer.byteLength(got)} bytes)` : ''
  return { path: pathText(at), expected, got: `${JSON.stringify(got) ?? 'nothing'}${bytes}` }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A menu as WeChat takes and gives it: no `reply`, no empty lists. For comparing, too. */
export function toWechatMenu(menu: Menu): Menu {
  return { button: menu.button.map((button) => plain(button, button.name)) }
}

function plain(button: MenuButton, path: string): MenuButton {
  const { reply, sub_button: subs = [], name, ...fields } = button
  if (subs.length > 0) {
    return { name, sub_button: subs.map((sub) => plain(sub, `${path}/${sub.name}`)) }
  }
  if (reply !== undefined) return { name, type: 'click', key: fields.key ?? path }
  const kept = FIELDS.filter((field) => fields[field as keyof typeof fields] !== undefined)
  return Object.fromEntries(
    [['name', name]].concat(kept.map((field) => [field, String(fields[field as 'key'])])),
  ) as unknown as MenuButton
}

/** The bot's answers, by the key of the button. */
export function menuReplies(menu: Menu): ReadonlyMap<string, Reply> {
  const pairs = (button: MenuButton, path: string): [string, Reply][] => [
    ...(button.sub_button ?? []).flatMap((sub) => pairs(sub, `${path}/${sub.name}`)),
    ...(button.reply === undefined
      ? []
      : [[button.key ?? path, toReply(button.reply)] as [string, Reply]]),
  ]
  return new Map(menu.button.flatMap((button) => pairs(button, button.name)))
}

export interface MenuApi {
  /** The menu in force; undefined when there is none. */
  readonly get: () => Promise<Menu | undefined>
  /** Replaces the whole menu. Users see it within five minutes, or when they follow anew. */
  readonly create: (menu: Menu) => Promise<void>
  /** Deletes it, and personalised menus with it. */
  readonly delete: () => Promise<void>
}

export function createMenuApi(client: Client): MenuApi {
  return {
    get: async () => {
      try {
        const { menu } = await client.get('/cgi-bin/menu/get')
        return isObject(menu) ? toWechatMenu(menu as unknown as Menu) : undefined
      } catch (error) {
        if (error instanceof ApiError && error.errcode === 46003) return undefined
        throw error
      }
    },
    create: async (menu) => {
      await client.post('/cgi-bin/menu/create', toWechatMenu(menu))
    },
    delete: async () => {
      await client.get('/cgi-bin/menu/delete')
    },
  }
}
