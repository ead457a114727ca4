/** Collects what plugins log during their setup. With these lines a plugin tells `wechatbot check` about itself. */
import type { Logger } from '@wechatbot/core'
import { createLogger } from '@wechatbot/core/internal/records/log'
import { withoutControls } from '../terminal/logs.ts'
import type { Words } from '../words/index.ts'

export interface Listener {
  /** The logger for a bot. It keeps lines of every level, `debug` included. */
  readonly logger: Logger
  /** The lines of a plugin so far. A list of texts in a line is shown below the line, one text a line. */
  readonly saidBy: (plugin: string) => readonly string[]
  /** The plugin that closes now, or has closed last. */
  readonly closing: () => string | undefined
}

interface Line {
  readonly level: number
  readonly plugin?: string
  readonly msg?: string
}

const WARNING = 40
/** Core logs this line, with the plugin. */
const CLOSES = 'plugin closes'

/** @param secrets values that are shown in no line. */
export function listenToPlugins(secrets: readonly string[], say: Words['check']): Listener {
  const lines: Line[] = []
  const write = (line: string) => void lines.push(JSON.parse(withoutControls(line)) as Line)
  return {
    logger: createLogger({ level: 'debug', secrets, destination: { write } }),
    saidBy: (plugin) =>
      lines.filter((line) => line.plugin === plugin).flatMap((line) => show(line, say)),
    closing: () => lines.findLast(({ msg }) => msg === CLOSES)?.plugin,
  }
}

function show({ level, msg = '', ...fields }: Line, say: Words['check']): readonly string[] {
  const lists = Object.values(fields).filter((value) => Array.isArray(value))
  const texts = lists.flat().filter((value) => typeof value === 'string')
  const line = say.said(msg)
  const details = level >= WARNING ? detailsOf(msg, fields, say) : []
  const whole = details.length === 0 ? line : say.withDetails(line, details)
  return [
    level >= WARNING ? say.warning(whole) : whole,
    ...texts.map((text) => `  ${say.said(text)}`),
  ]
}

/** Every line has them. */
const OF_ALL_LINES = ['plugin', 'bot', 'time', 'pid', 'hostname']

/** The fields of a warning that its text leaves out. They may be the only ones that say what is wrong. */
function detailsOf(msg: string, fields: object, say: Words['check']): readonly string[] {
  return Object.entries(fields).flatMap(([key, value]) => {
    const text = value instanceof Object && 'message' in value ? value.message : value
    const isShort = ['string', 'number', 'boolean'].includes(typeof text)
    if (!isShort || OF_ALL_LINES.includes(key) || hasWhole(msg, String(text))) return []
    return [`${key}: ${say.said(String(text))}`]
  })
}

/** Whether a text has a value, and not as a part of a longer word or number: `after 30 s` does not say `3`. */
function hasWhole(text: string, value: string): boolean {
  const literal = value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
  return value === '' || new RegExp(`(?<!\\w|\\d\\.)${literal}(?!\\w|\\.\\d)`).test(text)
}
