/** One line of the chat: what the user says, does, or asks of the chat itself. */
import type { XmlInput } from '@wechatbot/core'
import { KIND_NAMES, valueFields } from '@wechatbot/simulator'
import { suggestion } from '../usage.ts'

export type Line =
  | { readonly type: 'push'; readonly kind: string; readonly fields: XmlInput }
  | { readonly type: 'as'; readonly openid: string }
  | { readonly type: 'help' | 'quit' | 'nothing' }
  /** Nothing is sent; `text` says why. */
  | { readonly type: 'mistake'; readonly text: string }

interface SlashCommand {
  /** How it is written, and what it does. */
  readonly usage: string
  readonly what: string
  readonly read: (words: readonly string[]) => Line
}

const push = (kind: string, fields: XmlInput): Line => ({ type: 'push', kind, fields })
const mistake = (text: string): Line => ({ type: 'mistake', text })

const COMMANDS: Readonly<Record<string, SlashCommand>> = {
  image: {
    usage: '/image [PicUrl or MediaId]',
    what: 'a picture',
    read: ([of]) => {
      if (of === undefined) return push('image', {})
      return push('image', /^https?:/.test(of) ? { PicUrl: of } : { MediaId: of })
    },
  },
  voice: {
    usage: '/voice [words]',
    what: 'a voice message; the words are what WeChat recognised',
    read: (words) => push('voice', words.length === 0 ? {} : { Recognition: words.join(' ') }),
  },
  video: {
    usage: '/video [MediaId]',
    what: 'a video',
    read: ([of]) => push('video', of === undefined ? {} : { MediaId: of }),
  },
  location: {
    usage: '/location 22.54 114.06 [label]',
    what: 'a place: latitude, longitude',
    read: ([x, y, ...label]) => {
      if (!isNumber(x) || !isNumber(y)) {
        return mistake('/location takes latitude and longitude: /location 22.54 114.06')
      }
      return push('location', { Location_X: x, Location_Y: y, Label: label.join(' ') })
    },
  },
  link: {
    usage: '/link [URL] [title]',
    what: 'a link',
    read: ([url, ...title]) =>
      push('link', {
        ...(url === undefined ? {} : { Url: url }),
        ...(title.length === 0 ? {} : { Title: title.join(' ') }),
      }),
  },
  click: {
    usage: '/click KEY',
    what: 'a click on a menu button',
    read: (words) =>
      words.length === 0
        ? mistake('/click takes the key of a menu button: /click HOURS')
        : push('event:CLICK', { EventKey: words.join(' ') }),
  },
  view: {
    usage: '/view [URL]',
    what: 'a menu button that opens a page',
    read: ([url]) => push('event:VIEW', url === undefined ? {} : { EventKey: url }),
  },
  scan: {
    usage: '/scan [scene]',
    what: 'a QR code, scanned by a follower',
    read: ([scene]) => push('event:SCAN', scene === undefined ? {} : { EventKey: scene }),
  },
  follow: {
    usage: '/follow [scene]',
    what: 'follows the account, by a QR code if there is a scene',
    read: ([scene]) =>
      push(
        'event:subscribe',
        scene === undefined ? {} : { EventKey: `qrscene_${scene}`, Ticket: 'sample-ticket' },
      ),
  },
  unfollow: {
    usage: '/unfollow',
    what: 'unfollows',
    read: () => push('event:unsubscribe', {}),
  },
  event: {
    usage: '/event NAME [Field=value ...]',
    what: 'any other event',
    read: ([name, ...pairs]) => {
      if (name === undefined) return mistake('/event takes a name: /event ENTER')
      const wrong = pairs.find((pair) => !/^\w+=/.test(pair))
      if (wrong !== undefined) return mistake(`/event: expected Field=value, got "${wrong}"`)
      const fields = pairs.map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        pair.slice(pair.indexOf('=') + 1),
      ])
      return push(`event:${name}`, Object.fromEntries(fields) as XmlInput)
    },
  },
  as: {
    usage: '/as OPENID',
    what: 'goes on as another user',
    read: ([openid]) =>
      openid === undefined ? mistake('/as takes an OpenID: /as oB') : { type: 'as', openid },
  },
  help: { usage: '/help', what: 'this list', read: () => ({ type: 'help' }) },
  quit: { usage: '/quit', what: 'ends the chat, as Ctrl-D does', read: () => ({ type: 'quit' }) },
}

/** What a line of input means. A line that begins with `//` is text that begins with `/`. */
export function readLine(input: string): Line {
  const text = input.trim()
  if (text === '') return { type: 'nothing' }
  if (!text.startsWith('/') || text.startsWith('//')) {
    return push('text', { Content: text.startsWith('//') ? text.slice(1) : text })
  }
  const [name = '', ...words] = text.slice(1).split(/\s+/)
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command !== undefined) return command.read(words)
  if (KIND_NAMES.includes(name)) return push(name, Object.fromEntries(named(name, words)))
  const hint = suggestion(name, Object.keys(COMMANDS), '/')
  return mistake(`no command /${name}${hint || ';'} /help lists them; //${name} sends it as text`)
}

/** What `/help` prints. */
export function helpText(): string {
  const all = Object.values(COMMANDS)
  const width = Math.max(...all.map(({ usage }) => usage.length))
  return all.map(({ usage, what }) => `  ${usage.padEnd(width)}  ${what}`).join('\n')
}

function named(kind: string, words: readonly string[]): [string, string][] {
  const names = valueFields(kind)
  return words.slice(0, names.length).map((word, i) => [names[i] as string, word])
}

function isNumber(word: string | undefined): word is string {
  return word !== undefined && /^[+-]?\d+(\.\d+)?$/.test(word)
}
