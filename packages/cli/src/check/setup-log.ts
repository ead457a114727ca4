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
  /** The plugin whose setup has failed. Undefined when none has: wrong options are found before any setup. */
  readonly failed: () => string | undefined
}

interface Line {
  readonly level: number
  readonly plugin?: string
  readonly msg?: string
}

const WARNING = 40
/** Core logs this line, with the plugin. */
const SETUP_FAILED = 'plugin setup failed'

/** @param secrets values that are shown in no line. */
export function listenToPlugins(secrets: readonly string[], say: Words['check']): Listener {
  const lines: Line[] = []
  const write = (line: string) => void lines.push(JSON.parse(withoutControls(line)) as Line)
  return {
    logger: createLogger({ level: 'debug', secrets, destination: { write } }),
    saidBy: (plugin) =>
      lines.filter((line) => line.plugin === plugin).flatMap((line) => show(line, say)),
    failed: () => lines.find(({ msg }) => msg === SETUP_FAILED)?.plugin,
  }
}

function show({ level, msg = '', ...fields }: Line, say: Words['check']): readonly string[] {
  const lists = Object.values(fields).filter((value) => Array.isArray(value))
  const texts = lists.flat().filter((value) => typeof value === 'string')
  const line = say.said(msg)
  return [
    level >= WARNING ? say.warning(line) : line,
    ...texts.map((text) => `  ${say.said(text)}`),
  ]
}
