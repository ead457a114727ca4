/** `wechatbot check`: what the config file makes of its bots, without serving them. */
import { createLogger, type HandlerInfo, KINDS, systemClock } from '@wechatbot/core'
import { type BotReport, inspectBots } from '../check/inspect.ts'
import { loadConfig } from '../config/load.ts'
import { type Command, textOption, UsageError } from '../usage.ts'

export const check: Command = {
  summary: 'load the config file and show what it makes',
  options: {
    config: { type: 'string', short: 'c' },
    json: { type: 'boolean' },
  },
  help: `Usage: wechatbot check [options]

Loads the config file, sets every plugin up, closes it again, and shows the bots: plugins with versions
and options, defaults filled in, and for each kind of message the plugins that are asked, in order.

Warns of a plugin that can never answer because one before it always does. To find out, each plugin that
takes all messages of a kind is asked three made-up ones; it runs, but nothing is sent.

Options:
      --json         the same as JSON
  -c, --config FILE  the config file
  -h, --help         this text

Exits 1 when the configuration or a plugin's options are wrong. A warning is no failure.
`,

  async run(args) {
    if (args.positionals.length > 0) {
      throw new UsageError(`check takes no values, got "${args.positionals[0]}"`)
    }
    const file = textOption(args, 'config')
    const config = await loadConfig(file === undefined ? {} : { file })
    const logger = createLogger({ level: 'silent' })
    const reports = await inspectBots(config, logger, systemClock).finally(() =>
      config.store?.close(),
    )
    const text =
      args.values.json === true
        ? `${JSON.stringify({ file: config.file, bots: reports }, undefined, 2)}\n`
        : `${config.file}\n${reports.map(show).join('')}`
    process.stdout.write(text)
    return 0
  },
}

function show(bot: BotReport): string {
  const plugins = bot.plugins.map(({ name, version, options }, i) => {
    const from = version === undefined ? '' : ` ${version}`
    return `    ${i + 1}. ${name}${from}${options === undefined ? '' : `  ${showOptions(options)}`}`
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
    ...warnings,
    '',
  ].join('\n')
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
