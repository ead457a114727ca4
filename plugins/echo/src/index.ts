/** echo: answers a message with itself. The last in the list, for it answers almost everything. */
import { definePlugin, type Message, news, type ReplyInput, video } from '@wechatbot/core'
import * as v from 'valibot'

const options = v.optional(v.strictObject({}), {})

/**
 * Text as text; image, voice and video in kind, by their MediaId; shortvideo as video; a location
 * as text; a link as one news article. Events and kinds that cannot be sent are left to others.
 */
export const echo = definePlugin({
  name: 'echo',
  options,
  setup(scope) {
    scope.on('message', ({ message }) => echoOf(message))
  },
})

export default echo

function echoOf(message: Message): ReplyInput | undefined {
  switch (message.kind) {
    case 'text':
      return message.Content
    case 'image':
    case 'voice':
      return { type: message.kind, mediaId: message.MediaId }
    case 'video':
    case 'shortvideo':
      // WeChat has no reply of type shortvideo.
      return video({ mediaId: message.MediaId })
    case 'location':
      return [message.Label, `${message.Location_X}, ${message.Location_Y}`]
        .filter((line) => line !== '')
        .join('\n')
    case 'link':
      return news({
        title: message.Title,
        description: message.Description,
        url: message.Url,
      })
    default:
      return undefined
  }
}
