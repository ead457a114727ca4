/** The configured menu as a plugin, the first of its bot. It answers the clicks. */
import { hasFile } from '../api/media.ts'
import { menuReplies, type WrittenMenu } from '../api/menu.ts'
import { hasApi } from '../api/none.ts'
import type { Plugin } from './types.ts'

const NO_API = 'pictures and voices by file are uploaded by the API: without an appSecret they fail'

export function createMenuPlugin(menu: WrittenMenu): Plugin {
  const replies = menuReplies(menu)
  const byFile = [...replies].filter(([, reply]) => hasFile(reply)).map(([key]) => key)
  return {
    name: 'menu',
    setup: (scope) => {
      if (byFile.length > 0 && !hasApi(scope)) scope.log.warn({ buttons: byFile }, NO_API)
      scope.on('event:CLICK', ({ message }) => replies.get(message.EventKey))
    },
  }
}
