/**
 * The menu below the chat (自定义菜单), written in the configuration with WeChat's own field names.
 * A button that the bot answers itself also has `reply`.
 * Source: developers.weixin.qq.com, Creating_Custom-Defined_Menu.
 */
import { toReply } from '../reply/shape.ts'
import type { FileReply, Reply } from '../reply/types.ts'

export type WrittenReply = string | Reply | FileReply

export interface MenuButton {
  /** At most 16 bytes of UTF-8 (five characters); on a sub button at most 60. */
  readonly name: string
  readonly type?: string
  /** The EventKey of a click. At most 128 bytes. */
  readonly key?: string
  readonly url?: string
  readonly appid?: string
  readonly pagepath?: string
  readonly media_id?: string
  readonly article_id?: string
  /** At most five. A click on a button with sub buttons only shows them. */
  readonly sub_button?: readonly MenuButton[]
  /** Our own field: the bot's answer to a click. The button's key is made of the button's names. */
  readonly reply?: WrittenReply
}

export interface Menu {
  /** At most three buttons. */
  readonly button: readonly MenuButton[]
  /** WeChat's answer has it. It is ignored. */
  readonly menuid?: number | string
}

/** A menu, or the unchanged answer of `menu/get`. */
export type WrittenMenu = Menu | { readonly menu: Menu }

/** The menu itself, also from an answer of WeChat. */
export function menuOf(written: WrittenMenu): Menu
export function menuOf(written: object): object
export function menuOf(written: object): object {
  return 'menu' in written && !('button' in written) ? (written.menu as object) : written
}

/** The fields of a button, by WeChat's names. */
export const MENU_FIELDS = [
  'name',
  'type',
  'key',
  'url',
  'appid',
  'pagepath',
  'media_id',
  'article_id',
] as const

/** The menu as WeChat takes and gives it, without `reply` and empty lists. Also used to compare menus. */
export function toWechatMenu(menu: WrittenMenu): Menu {
  return { button: menuOf(menu).button.map((button) => plain(button, button.name)) }
}

function plain(button: MenuButton, path: string): MenuButton {
  const { reply, sub_button: subs = [], name, ...fields } = button
  if (subs.length > 0) {
    return { name, sub_button: subs.map((sub) => plain(sub, `${path}/${sub.name}`)) }
  }
  if (reply !== undefined) return { name, type: 'click', key: fields.key ?? path }
  const kept = MENU_FIELDS.filter((field) => field !== 'name' && fields[field] !== undefined)
  return Object.fromEntries(
    [['name', name]].concat(kept.map((field) => [field, String(fields[field as 'key'])])),
  ) as unknown as MenuButton
}

/**
 * The bot's answers, by the key of the button.
 * @throws WechatBotError BAD_REPLY for a file that is not opened yet.
 */
export function menuReplies(menu: WrittenMenu): ReadonlyMap<string, Reply> {
  return new Map([...writtenReplies(menu)].map(([key, reply]) => [key, toReply(reply)]))
}

/** The answers as the configuration has them, by the key of the button. */
export function writtenReplies(menu: WrittenMenu): ReadonlyMap<string, WrittenReply> {
  const pairs = (button: MenuButton, path: string): [string, WrittenReply][] => [
    ...(button.sub_button ?? []).flatMap((sub) => pairs(sub, `${path}/${sub.name}`)),
    ...(button.reply === undefined
      ? []
      : [[button.key ?? path, button.reply] as [string, WrittenReply]]),
  ]
  return new Map(menuOf(menu).button.flatMap((button) => pairs(button, button.name)))
}
