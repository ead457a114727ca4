/** WeChat's menu, with the replies of the config file. WeChat does not know these replies. */
import type { Menu, MenuButton, WrittenMenu } from '@wechatbot/core'
import { writtenReplies } from '@wechatbot/core/internal'

/** Puts its reply back into each click that the config file answers. A key made of names is left out. */
export function withReplies(theirs: Menu, written: WrittenMenu | undefined): Menu {
  if (written === undefined) return theirs
  const replies = writtenReplies(written)
  const restore = (button: MenuButton, path: string): MenuButton => {
    const { name, type, key, sub_button: subs } = button
    if (subs !== undefined) {
      return { ...button, sub_button: subs.map((sub) => restore(sub, `${path}/${sub.name}`)) }
    }
    const reply = type === 'click' && key !== undefined ? replies.get(key) : undefined
    if (reply === undefined) return button
    return { name, ...(key === path ? {} : { key }), reply } as MenuButton
  }
  return { button: theirs.button.map((button) => restore(button, button.name)) }
}
