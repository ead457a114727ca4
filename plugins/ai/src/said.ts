/** The text of a message for the model. When the model cannot take the message, the user gets a text instead. */
import type { Filtered } from '@wechatbot/core'
import type { Options } from './options.ts'

export type Asking = Filtered<Options['kinds'][number]>

/** Where a picture can be fetched. */
export interface Picture {
  readonly PicUrl: string
  readonly MediaId: string
}

export interface Asked {
  readonly text: string
  readonly picture?: Picture
}

type Said = Asked | { readonly tell: string }

const TELL = {
  unsupported: '这种消息我还看不到，请用文字告诉我。',
  images: '我还看不了图片，请用文字告诉我。',
  voice: '我还听不了语音，请打字告诉我。',
  recognition: '我没有听清，请打字告诉我。',
} as const
/** Some models want a text beside a picture. */
const ABOUT_PICTURE = '请看这张图片。'

/** Undefined for a message that is not for the model, such as one without the `trigger`. */
export function saidIn(
  message: Asking,
  { images, voice, trigger }: Pick<Options, 'images' | 'voice' | 'trigger'>,
): Said | undefined {
  const triggered = (text: string): Said | undefined => {
    if (trigger === undefined) return { text }
    if (!text.trimStart().startsWith(trigger)) return undefined
    const rest = text.trimStart().slice(trigger.length).trim()
    return { text: rest === '' ? trigger : rest }
  }
  switch (message.kind) {
    case 'text':
      if (message.isUnsupported && trigger === undefined) return { tell: TELL.unsupported }
      return triggered(message.Content)
    case 'voice': {
      const recognised = message.Recognition?.trim() ?? ''
      if (voice && recognised !== '') return triggered(recognised)
      if (trigger !== undefined) return undefined
      return { tell: voice ? TELL.recognition : TELL.voice }
    }
    case 'image': {
      if (trigger !== undefined) return undefined
      const { PicUrl, MediaId } = message
      return images ? { text: ABOUT_PICTURE, picture: { PicUrl, MediaId } } : { tell: TELL.images }
    }
    case 'location': {
      const { Label, Location_X, Location_Y } = message
      return triggered(`我的位置：${Label}（纬度 ${Location_X}，经度 ${Location_Y}）`)
    }
    case 'link':
      return triggered([message.Title, message.Description, message.Url].join('\n'))
  }
}
