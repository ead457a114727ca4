/** `wechatbot check`: shows the bots that a config file makes, without serving them. */
import type {
  HandlerInfo,
  JobInfo,
  MiddlewareInfo,
  ServerConfig,
  SessionInfo,
} from '@wechatbot/core'
import { KINDS } from '@wechatbot/core/internal/message/kinds/index'
import { type BotReport, inspectBots } from '../check/inspect.ts'
import { sayNoFolder } from '../doctor/store.ts'
import { sharedPort } from '../monitor/address.ts'
import { clean, toJson } from '../terminal/clean.ts'
import { shortened } from '../terminal/columns.ts'
import { assertNoValues, type Command } from '../usage.ts'
import { loadFor } from '../whole.ts'
import { type Words, words, wordsIn } from '../words/index.ts'

const { check: say } = words

export const command: Command = {
  options: {
    json: { type: 'boolean' },
  },
  help: say.help,

  async run(args, invocation) {
    assertNoValues('check', args)
    const { stdout } = invocation
    const config = await loadFor(args, invocation, 'look')
    const isJson = args.values.json === true
    const inWords = isJson ? wordsIn('en') : words
    const reports = await inspectBots(config, invocation, inWords).finally(() =>
      config.store?.close(),
    )
    const { file, ignored } = config
    const warnings = [
      ...findSharedPort(config.server, inWords),
      ...findNoFolder(config.missing, inWords),
    ]
    const others = ignored.length === 0 ? [] : [words.config.ignored(ignored)]
    const lines = [...others, ...warnings].map((warning) => `  ${say.warning(warning)}\n`)
    const text = isJson
      ? `${toJson({ file, ignored, warnings, bots: reports }, 2)}\n`
      : clean(`${file}\n${lines.join('')}${reports.map(show).join('')}`)
    stdout.write(text)
    return 0
  },
}

/** The bots and the metrics on one port, in the words of the doctor. */
function findSharedPort(server: ServerConfig | undefined, all: Words): readonly string[] {
  const port = sharedPort(server)
  return port === undefined ? [] : [all.check.samePort(all.doctor.port.shared(port))]
}

/** A folder of the store's file that is not there, in the words of the doctor. */
function findNoFolder(missing: string | undefined, all: Words): readonly string[] {
  const why = missing === undefined ? undefined : sayNoFolder(missing, all.doctor.store)
  return why === undefined ? [] : [all.check.noStoreFolder(why)]
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
  const middleware = bot.middleware.map(showMiddleware).join(', ')
  const jobs = bot.hasApi ? say.jobs : say.jobs + say.jobsWithoutApi
  const warnings = bot.warnings.map((warning) => `  ${say.warning(warning)}`)
  return [
    `\n${say.bot(bot.name, bot.path, bot.mode)}`,
    ...(plugins.length === 0 ? [`  ${say.noPlugins}`] : [`  ${say.plugins}`, ...plugins]),
    ...(middleware === '' ? [] : [`  ${say.middleware}`, `    ${middleware}`]),
    ...(handlers.length === 0 ? [`  ${say.noHandlers}`] : [`  ${say.handlers}`, ...handlers]),
    ...(bot.sessions.length === 0 ? [] : [`  ${say.sessions}`, ...bot.sessions.map(showSession)]),
    ...(bot.jobs.length === 0 ? [] : [`  ${jobs}`, ...bot.jobs.map(showJob)]),
    ...warnings,
    '',
  ].join('\n')
}

function showMiddleware({ plugin, phase }: MiddlewareInfo): string {
  return phase === 'around' ? plugin : say.inPhase(plugin, phase)
}

function showSession({ plugin, name, ttlMs, hasSchema }: SessionInfo): string {
  const schema = hasSchema ? say.withSchema : ''
  return `    ${say.session(name, plugin, showDuration(ttlMs))}${schema}`
}

function showJob({ plugin, name, cron, timeZone = '' }: JobInfo): string {
  return `    ${cron === undefined ? say.job(name, plugin) : say.every(name, plugin, cron, timeZone)}`
}

/** From the largest unit to the smallest. */
const UNITS = [
  [24 * 60 * 60_000, 'day'],
  [60 * 60_000, 'hour'],
  [60_000, 'minute'],
  [1000, 'second'],
] as const

/** A duration in the largest unit of which it is a whole multiple. */
function showDuration(ms: number): string {
  const [unitMs, unit] = UNITS.find(([each]) => ms % each === 0) ?? ([1, 'ms'] as const)
  return say.units[unit](ms / unitMs)
}

const MAX_LINES = 40

function showSaid(lines: readonly string[]): readonly string[] {
  if (lines.length <= MAX_LINES) return lines
  return [...lines.slice(0, MAX_LINES), say.moreLines(lines.length - MAX_LINES)]
}

/** The options in one line. A long line is cut; --json has all of it. */
function showOptions(options: unknown): string {
  const text = JSON.stringify(options) ?? String(options)
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}

/** In columns. --json has all of a filter. */
const FILTER_WIDTH = 40

/** Kinds with the same handlers stand on one line. */
function showKinds(handlers: readonly HandlerInfo[]): readonly (readonly [string, string])[] {
  const lines = new Map<string, string[]>()
  for (const kind of [...Object.keys(KINDS), 'other', 'event:other']) {
    const asked = handlers.filter(
      ({ kinds }) => kinds === undefined || kinds.includes(kind as never),
    )
    if (asked.length === 0) continue
    const text = asked
      .map(({ plugin, filter, isUnfiltered }) => {
        return isUnfiltered ? plugin : `${plugin} (${shortened(filter, FILTER_WIDTH)})`
      })
      .join(', ')
    lines.set(text, [...(lines.get(text) ?? []), kind])
  }
  return [...lines].map(([asked, kinds]) => [
    kinds.length > 4 ? say.moreKinds(kinds.slice(0, 3), kinds.length - 3) : kinds.join(' '),
    asked,
  ])
}
