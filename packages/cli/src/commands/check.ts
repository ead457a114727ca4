/** `wechatbot check`: what the config file makes of its bots, without serving them. */
import { type HandlerInfo, KINDS, type SessionInfo } from '@wechatbot/core'
import { type BotReport, inspectBots } from '../check/inspect.ts'
import { loadConfig } from '../config/load.ts'
import { clean, toJson } from '../terminal/clean.ts'
import { type Command, configOption, UsageError } from '../usage.ts'
import { words } from '../words/index.ts'

export const check: Command = {
  summary: 'load the config file and show what it makes',
  options: {
    config: { type: 'string', short: 'c' },
    json: { type: 'boolean' },
  },
  help: `Usage: wechatbot check [options]

Loads the config file, sets every plugin up, closes it again, and shows the bots: plugins with versions
and options, defaults filled in, what they say of themselves (keyword: what looks for each rule), for
each kind of message the plugins that are asked, in order, and the sessions.

Warns of a plugin that can never answer because one before it always does. To find out, each plugin that
takes all messages of a kind is asked three made-up ones; it runs, but nothing is sent. Warns of a click
on the menu that nobody answers; to find out, all plugins are asked it once.

Options:
      --json         the same as JSON
  -c, --config FILE  the config file
  -h, --help         this text

Exits 1 when the configuration or a plugin's options are wrong. A warning is no failure.
`,

  async run(args, { cwd, stdout, clock }) {
    if (args.positionals.length > 0) {
      throw new UsageError(`check takes no values, got "${args.positionals[0]}"`)
    }
    const config = await loadConfig(configOption(args, cwd))
    const reports = await inspectBots(config, clock).finally(() => config.store?.close())
    const { file, ignored } = config
    const others = ignored.length === 0 ? '' : `  warning: ${words.config.ignored(ignored)}\n`
    const text =
      args.values.json === true
        ? `${toJson({ file, ignored, bots: reports }, 2)}\n`
        : clean(`${file}\n${others}${reports.map(show).join('')}`)
    stdout.write(text)
    return 0
  },
}

function show(bot: BotReport): string {
  const plugins = bot.plugins.flatMap(({ name, version, options, said }, i) => {
    const from = version === undefined ? '' : ` ${version}`
    const given = options === undefined ? '' : `  ${showOptions(options)}`
    return [
      `    ${i + 1}. ${name}${from}${given}`,
      ...showSaid(said).map((line) => `       ${line}`),
    ]
  })
  const byKind = showKinds(bot.handlers)
  const width = Math.max(0, ...byKind.map(([kinds]) => kinds.length))
  const handlers = byKind.map(([kinds, asked]) => `    ${kinds.padEnd(width)}  ${asked}`)
  const warnings = bot.warnings.map((warning) => `  warning: ${warning}`)
  return [
    `\nbot "${bot.name}" at ${bot.path}, ${bot.mode} mode`,
    ...(plugins.length === 0 ? ['  no plugins'] : ['  plugins', ...plugins]),
    ...(handlers.length === 0
      ? ['  no handlers']
      : ['  handlers, in the order they are asked', ...handlers]),
    ...(bot.sessions.length === 0 ? [] : ['  sessions', ...bot.sessions.map(showSession)]),
    ...warnings,
    '',
  ].join('\n')
}

function showSession({ plugin, name, ttlMs, hasSchema }: SessionInfo): string {
  const schema = hasSchema ? ', with a schema' : ''
  return `    ${name} (${plugin}), ${showDuration(ttlMs)} from the last write${schema}`
}

/** From the largest unit to the smallest. */
const UNITS = [
  [24 * 60 * 60_000, 'day'],
  [60 * 60_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const

/** In the largest unit that it is a whole number of. */
function showDuration(ms: number): string {
  const [unitMs, unit] = UNITS.find(([each]) => ms % each === 0) ?? [1, 'ms']
  const count = ms / unitMs
  return `${count} ${count === 1 || unit === 'ms' ? unit : `${unit}s`}`
}

const MAX_LINES = 40

function showSaid(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_LINES) return lines
  return [...lines.slice(0, MAX_LINES), `… and ${lines.length - MAX_LINES} more, see --json`]
}

/** One line of options; long ones are cut, --json has all. */
function showOptions(options: unknown): string {
  const text = JSON.stringify(options) ?? String(options)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}

/** Kinds with the same handlers stand on one line. */
function showKinds(handlers: readonly HandlerInfo[]): readonly (readonly [string, string])[] {
  const lines = new Map<string, string[]>()
  for (const kind of [...Object.keys(KINDS), 'other', 'event:other']) {
    const asked = handlers.filter(
      ({ kinds }) => kinds === undefined || kinds.includes(kind as never),
    )
    if (asked.length === 0) continue
    const text = asked
      .map(({ plugin, filter, isUnfiltered }) => (isUnfiltered ? plugin : `${plugin} (${filter})`))
      .join(', ')
    lines.set(text, [...(lines.get(text) ?? []), kind])
  }
  return [...lines].map(([asked, kinds]) => [
    kinds.length > 4
      ? `${kinds.slice(0, 3).join(' ')} and ${kinds.length - 3} more`
      : kinds.join(' '),
    asked,
  ])
}
