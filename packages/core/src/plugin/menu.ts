/** The configured menu as a plugin, the first of its bot. It answers the clicks. */
import { menuReplies, type WrittenMenu } from '../api/menu.ts'
import { warnOfFiles } from './reply-files.ts'
import type { Plugin } from './types.ts'

export function createMenuPlugin(menu: WrittenMenu): Plugin {
  const replies = menuReplies(menu)
  return {
    name: 'menu',
    setup: (scope) => {
      warnOfFiles(scope, Object.fromEntries(replies))
      scope.on('event:CLICK', ({ message }) => replies.get(message.EventKey))
    },
  }
}
