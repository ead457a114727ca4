/** `get_current_selfmenu_info` (自定义菜单配置) as the `menu` of a configuration. */
import type { Menu, MenuButton } from '@wechatbot/core'
import { words } from '../words/index.ts'
import { type Fields, fieldsIn, innerList, textIn } from './answer.ts'
import type { Notes } from './notes.ts'
import { importReply } from './reply.ts'

const { importConsole: say } = words

/**
 * Buttons that the console answers itself. WeChat's API does not have them, so they become clicks that the bot
 * answers.
 */
const ANSWERED = ['text', 'img', 'image', 'photo', 'voice', 'video', 'news']

/** The fields of all other types, by WeChat's names. */
const FIELDS = ['key', 'url', 'appid', 'pagepath', 'media_id', 'article_id'] as const

/** The largest number of articles in answer to a click. */
const ARTICLES = 8

export function importSelfMenu(answer: unknown, notes: Notes): Menu | undefined {
  const fields = fieldsIn(answer)
  const buttons = innerList(fieldsIn(fields.selfmenu_info).button)
  if (buttons.length === 0) return undefined
  if (textIn(fields, 'is_menu_open') !== '1') {
    notes.add('menu', say.menuOff)
    return undefined
  }
  return { button: buttons.map((button) => importButton(button, notes)) }
}

function importButton(button: Fields, notes: Notes): MenuButton {
  const name = textIn(button, 'name')
  const subs = innerList(button.sub_button)
  if (subs.length > 0) return { name, sub_button: subs.map((sub) => importButton(sub, notes)) }
  const type = textIn(button, 'type')
  if (!ANSWERED.includes(type)) {
    const given = FIELDS.map((field) => [field, textIn(button, field)]).filter(([, it]) => it)
    return { name, type, ...Object.fromEntries(given) }
  }
  const where = say.buttonAt(name)
  const reply = importReply(button, { name: where, articles: ARTICLES, notes })
  if (reply !== undefined) return { name, reply }
  notes.add(where, say.unansweredButton)
  return { name, type: 'click', key: name }
}
