/** echo: answers a message with itself. Put it last in the list, because it answers almost everything. */
import { definePlugin, type Message, news, type ReplyInput, video } from '@wechatbot/core'
import * as v from 'valibot'

const KINDS = ['text', 'image', 'voice', 'video', 'shortvideo', 'location', 'link'] as const

const options = v.strictObject({
  /** The kinds of message that are answered. */
  kinds: v.optional(v.array(v.picklist(KINDS)), [...KINDS]),
  /** The text before every answer. */
  prefix: v.optional(v.string(), ''),
})

/**
 * Text is answered as text. Image, voice and video are answered in kind by their MediaId, and a shortvideo as a
 * video. A location is answered as text, and a link as one news article. Events, stickers and kinds that cannot be
 * sent are left to other plugins.
 */
export const echo = definePlugin({
  name: 'echo',
  options: v.optional(options, {}),
  setup(scope, { kinds, prefix }) {
    if (kinds.length > 0) scope.on(kinds, ({ message }) => echoOf(message, prefix))
  },
})

export default echo

function echoOf(message: Message, prefix: string): ReplyInput | undefined {
  switch (message.kind) {
    case 'text':
      // A sticker comes as a text which says that WeChat cannot show it. Its user must not read that.
      return message.isUnsupported ? undefined : prefix + message.Content
    case 'image':
    case 'voice':
      return { type: message.kind, mediaId: message.MediaId }
    case 'video':
    case 'shortvideo':
      // WeChat has no reply of type shortvideo.
      return video({ mediaId: message.MediaId })
    case 'location': {
      const place = `${message.Location_X}, ${message.Location_Y}`
      return prefix + (message.Label === '' ? place : `${message.Label}\n${place}`)
    }
    case 'link':
      return news({ title: message.Title, description: message.Description, url: message.Url })
    default:
      return undefined
  }
}
