/** WeChat's menu with the replies of the config file, which WeChat does not know of. */
import { type Menu, type MenuButton, menuReplies, type WrittenMenu } from '@wechatbot/core'

/** Each click that the config file answers has its reply again, and its key where that is not made of names. */
export function withReplies(theirs: Menu, written: WrittenMenu | undefined): Menu {
  if (written === undefined) return theirs
  const replies = menuReplies(written)
  const restore = (button: MenuButton, path: string): MenuButton => {
    const { name, type, key, sub_button: subs } = button
    if (subs !== undefined) {
      return { ...button, sub_button: subs.map((sub) => restore(sub, `${path}/${sub.name}`)) }
    }
    const reply = type === 'click' && key !== undefined ? replies.get(key) : undefined
    if (reply === undefined) return button
    const shown = reply.type === 'text' ? reply.content : reply
    return { name, ...(key === path ? {} : { key }), reply: shown } as MenuButton
  }
  return { button: theirs.button.map((button) => restore(button, button.name)) }
}
