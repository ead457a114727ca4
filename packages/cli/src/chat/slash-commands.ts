/** One line of the chat: a message, an action of the user, or a command to the chat itself. */
import type { XmlInput } from '@wechatbot/core'
import { KIND_NAMES, sceneFields, valueFields } from '@wechatbot/simulator'
import { suggestion } from '../usage.ts'
import { words } from '../words/index.ts'

const { chat: say } = words

export type Line =
  | { readonly type: 'push'; readonly kind: string; readonly fields: XmlInput }
  | { readonly type: 'as'; readonly openid: string }
  | { readonly type: 'help' | 'quit' | 'nothing' }
  /** Nothing is sent. `text` is the reason. */
  | { readonly type: 'mistake'; readonly text: string }

interface SlashCommand {
  /** How the command is written. */
  readonly usage: string
  readonly read: (words: readonly string[]) => Line
}

const push = (kind: string, fields: XmlInput): Line => ({ type: 'push', kind, fields })
const mistake = (text: string): Line => ({ type: 'mistake', text })

const COMMANDS: Readonly<Record<keyof typeof say.commands, SlashCommand>> = {
  image: {
    usage: '/image [PicUrl or MediaId]',
    read: ([of]) => {
      if (of === undefined) return push('image', {})
      return push('image', /^https?:/.test(of) ? { PicUrl: of } : { MediaId: of })
    },
  },
  voice: {
    usage: '/voice [words]',
    read: (words) => push('voice', words.length === 0 ? {} : { Recognition: words.join(' ') }),
  },
  video: {
    usage: '/video [MediaId]',
    read: ([of]) => push('video', of === undefined ? {} : { MediaId: of }),
  },
  location: {
    usage: '/location 22.54 114.06 [label]',
    read: ([x, y, ...label]) => {
      if (!isNumber(x) || !isNumber(y)) {
        return mistake(say.locationTakes)
      }
      return push('location', { Location_X: x, Location_Y: y, Label: label.join(' ') })
    },
  },
  link: {
    usage: '/link [URL] [title]',
    read: ([url, ...title]) =>
      push('link', {
        ...(url === undefined ? {} : { Url: url }),
        ...(title.length === 0 ? {} : { Title: title.join(' ') }),
      }),
  },
  click: {
    usage: '/click KEY',
    read: (words) =>
      words.length === 0
        ? mistake(say.clickTakes)
        : push('event:CLICK', { EventKey: words.join(' ') }),
  },
  view: {
    usage: '/view [URL]',
    read: ([url]) => push('event:VIEW', url === undefined ? {} : { EventKey: url }),
  },
  scan: {
    usage: '/scan [scene]',
    read: ([scene]) =>
      push('event:SCAN', scene === undefined ? {} : sceneFields('event:SCAN', scene)),
  },
  follow: {
    usage: '/follow [scene]',
    read: ([scene]) =>
      push('event:subscribe', scene === undefined ? {} : sceneFields('event:subscribe', scene)),
  },
  unfollow: {
    usage: '/unfollow',
    read: () => push('event:unsubscribe', {}),
  },
  event: {
    usage: '/event NAME [Field=value ...]',
    read: ([name, ...pairs]) => {
      if (name === undefined) return mistake(say.eventTakes)
      const wrong = pairs.find((pair) => !/^\w+=/.test(pair))
      if (wrong !== undefined) return mistake(say.badField(wrong))
      const fields = pairs.map((pair) => [
        pair.slice(0, pair.indexOf('=')),
        pair.slice(pair.indexOf('=') + 1),
      ])
      return push(`event:${name}`, Object.fromEntries(fields) as XmlInput)
    },
  },
  as: {
    usage: '/as OPENID',
    read: ([openid]) => (openid === undefined ? mistake(say.asTakes) : { type: 'as', openid }),
  },
  help: { usage: '/help', read: () => ({ type: 'help' }) },
  quit: { usage: '/quit', read: () => ({ type: 'quit' }) },
}

/** What a line of input means. A line that begins with `//` is text that begins with `/`. */
export function readLine(input: string): Line {
  const text = input.trim()
  if (text === '') return { type: 'nothing' }
  if (!text.startsWith('/') || text.startsWith('//')) {
    return push('text', { Content: text.startsWith('//') ? text.slice(1) : text })
  }
  const [name = '', ...words] = text.slice(1).split(/\s+/)
  if (isCommand(name)) return COMMANDS[name].read(words)
  if (KIND_NAMES.includes(name)) return push(name, Object.fromEntries(named(name, words)))
  const hint = suggestion(name, Object.keys(COMMANDS), '/')
  return mistake(say.noCommand(name, hint))
}

/** What `/help` prints. */
export function helpText(): string {
  const all = Object.entries(say.commands) as [keyof typeof COMMANDS, string][]
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length))
  return all.map(([name, what]) => `  ${COMMANDS[name].usage.padEnd(width)}  ${what}`).join('\n')
}

function isCommand(name: string): name is keyof typeof COMMANDS {
  return Object.hasOwn(COMMANDS, name)
}

function named(kind: string, words: readonly string[]): [string, string][] {
  const names = valueFields(kind)
  return words.slice(0, names.length).map((word, i) => [names[i] as string, word])
}

function isNumber(word: string | undefined): word is string {
  return word !== undefined && /^[+-]?\d+(\.\d+)?$/.test(word)
}
