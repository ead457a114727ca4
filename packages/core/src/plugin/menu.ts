/** The configured menu as a plugin, the first of its bot. It answers the clicks. */
import { menuReplies, type WrittenMenu } from '../api/menu.ts'
import type { Plugin } from './types.ts'

export function createMenuPlugin(menu: WrittenMenu): Plugin {
  const replies = menuReplies(menu)
  return {
    name: 'menu',
    setup: (scope) => scope.on('event:CLICK', ({ message }) => replies.get(message.EventKey)),
  }
}
