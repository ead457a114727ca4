/** What a configuration may say. All problems are found at once; secrets are never shown. */
import * as v from 'valibot'
import { isAddressRange } from '../address.ts'
import { menuProblems } from '../api/menu.ts'
import { described, didYouMean, type Problem, pathText, WechatBotError } from '../errors.ts'

// Each message says what was expected; what came is added when the problem is written.
const text = (expected = 'text') => v.pipe(v.string(expected), v.minLength(1, expected))
const matching = (shape: RegExp, expected: string) =>
  v.pipe(v.string(expected), v.regex(shape, expected))
const whole = (min: number, max: number) => {
  const expected = `a whole number from ${min} to ${max}`
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(min, expected),
    v.maxValue(max, expected),
  )
}
const oneOf = <T extends string>(...values: T[]) =>
  v.picklist(values, `one of ${values.map((value) => `"${value}"`).join(', ')}`)
const oneOrMore = (shape: RegExp, expected: string) => {
  const one = matching(shape, expected)
  const list = `${expected}, or a list of at least one`
  return v.union([one, v.pipe(v.array(one, list), v.minLength(1, list))], list)
}
const webUrl = (expected: string) =>
  v.pipe(matching(/^https?:\/\/\S+$/, expected), v.check(URL.canParse, expected))
const addresses = () => {
  const expected = 'IP addresses or CIDR ranges'
  return v.array(v.pipe(v.string(expected), v.check(isAddressRange, expected)), expected)
}
const isStore = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'values' in value && 'turns' in value

// A secret that was read from a file brings the file's last line break with it.
const TOKEN = oneOrMore(/^\S.+\S$/, 'at least 3 characters, no blanks around (令牌 in the console)')
const KEY = oneOrMore(
  /^[A-Za-z0-9]{43}$/,
  '43 letters or digits (copy it again from 设置与开发 > 基本配置)',
)

const MAILBOX = {
  trigger: v.optional(matching(/^\S(.{0,18}\S)?$/, 'a word of at most 20 characters')),
  text: v.optional(text('a text')),
  ttlMs: v.optional(whole(1000, 86_400_000)),
}

const API = {
  baseUrl: v.optional(webUrl('a URL like "https://api.weixin.qq.com"')),
  accessToken: v.optional(v.function('a function that resolves to the access token')),
  proxy: v.optional(webUrl('a URL like "http://10.0.0.1:3128"')),
}

const METRICS = {
  host: v.optional(text('a host name or address')),
  port: v.optional(whole(0, 65_535)),
}

const BOT = {
  name: v.optional(matching(/^[\w-]{1,64}$/, 'letters, digits, _ or -')),
  path: v.optional(matching(/^\/[\w./~-]*$/, 'a path like "/wechat"')),
  token: TOKEN,
  appId: v.optional(matching(/^\S+$/, 'an AppID like "wx1234567890abcdef"')),
  appSecret: v.optional(matching(/^\S+$/, 'the AppSecret from the console, without white space')),
  encodingAESKey: v.optional(KEY),
  mode: v.optional(oneOf('plain', 'compat', 'safe')),
  late: v.optional(
    v.array(oneOf('hold', 'customer-service', 'mailbox', 'drop'), 'a list of late strategies'),
  ),
  plugins: v.optional(v.array(v.any(), 'a list of plugins')),
  deadlineMs: v.optional(whole(100, 4900)),
  freshnessSeconds: v.optional(whole(0, 86_400)),
  bindSignatures: v.optional(v.boolean('true or false')),
  allowFrom: v.optional(addresses()),
  errorText: v.optional(text()),
  overlap: v.optional(oneOf('parallel', 'queue', 'latest', 'drop')),
  mailbox: v.optional(v.looseObject(MAILBOX, 'an object')),
  menu: v.optional(v.looseObject({}, 'an object')),
  api: v.optional(v.looseObject(API, 'an object')),
  dedupeKey: v.optional(v.function('a function of the message')),
}

const SERVER = {
  port: v.optional(whole(0, 65_535)),
  host: v.optional(text('a host name or address')),
  maxInFlight: v.optional(whole(1, 1_000_000)),
  graceMs: v.optional(whole(0, 3_600_000)),
  metrics: v.optional(v.looseObject(METRICS, 'an object')),
  trustedProxies: v.optional(addresses()),
}

const LOG = {
  level: v.optional(oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent')),
}

const CONFIG = {
  server: v.optional(v.looseObject(SERVER, 'an object')),
  store: v.optional(v.union([text(), v.custom(isStore)], 'a URL like "memory:", or a Store')),
  log: v.optional(v.looseObject(LOG, 'an object')),
  bots: v.pipe(
    v.array(v.looseObject(BOT, 'an object'), 'a list of bots'),
    v.minLength(1, 'a list of at least one bot'),
  ),
}

/** Everything that is wrong with a whole configuration; empty when nothing is. */
export function configProblems(config: unknown): readonly Problem[] {
  const problems = [...problemsOf(CONFIG, config, [])]
  if (!isRecord(config)) return problems
  problems.push(...unknownKeys(config.server, SERVER, ['server']))
  problems.push(...metricsProblems(config.server), ...unknownKeys(config.log, LOG, ['log']))
  const bots: unknown[] = Array.isArray(config.bots) ? config.bots : []
  bots.forEach((bot, i) => {
    problems.push(...unknownKeys(bot, BOT, ['bots', i]), ...withinBot(bot, ['bots', i]))
  })
  problems.push(...sharedBetween(bots, 'name', 'main'), ...sharedBetween(bots, 'path', '/wechat'))
  return problems
}

/** What is wrong with the options of one bot. */
export function botProblems(bot: unknown): readonly Problem[] {
  return [...problemsOf(BOT, bot, []), ...withinBot(bot, [])]
}

export function serverProblems(server: unknown): readonly Problem[] {
  return [...problemsOf(SERVER, server, ['server']), ...metricsProblems(server)]
}

function metricsProblems(server: unknown): readonly Problem[] {
  return isRecord(server) ? unknownKeys(server.metrics, METRICS, ['server', 'metrics']) : []
}

/** @throws WechatBotError BAD_CONFIG that lists all problems, if there are any. */
export function assertNoProblems(what: string, problems: readonly Problem[]): void {
  if (problems.length === 0) return
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const lines = problems.map(
    ({ path, expected, got }) => `\n  ${path || '(all)'}: expected ${expected}, got ${got}`,
  )
  throw new WechatBotError('BAD_CONFIG', `${what}: ${count}${lines.join('')}`, { problems })
}

function problemsOf(entries: v.ObjectEntries, value: unknown, at: PropertyKey[]): Problem[] {
  const result = v.safeParse(v.looseObject(entries, 'an object'), value)
  const issues = (result.issues ?? []).map((issue) => {
    const keys = [...at, ...(issue.path ?? []).map((part) => part.key as PropertyKey)]
    const path = pathText(keys)
    return { path, expected: issue.message, got: described(issue.input, path) }
  })
  return [...issues, ...unknownKeys(value, entries, at)]
}

function unknownKeys(value: unknown, entries: object, at: PropertyKey[]): Problem[] {
  if (!isRecord(value)) return []
  const known = Object.keys(entries)
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      path: pathText([...at, key]),
      expected: 'a known option',
      got: `"${key}"${didYouMean(key, known)}`,
    }))
}

/** What no single option shows. */
function withinBot(bot: unknown, at: PropertyKey[]): Problem[] {
  if (!isRecord(bot)) return []
  const problem = (key: string, expected: string, got: string): Problem => {
    return { path: pathText([...at, key]), expected, got }
  }
  const problems = unknownKeys(bot.mailbox, MAILBOX, [...at, 'mailbox'])
  problems.push(...unknownKeys(bot.api, API, [...at, 'api']))
  if (bot.menu !== undefined) problems.push(...menuProblems(bot.menu, [...at, 'menu']))
  if (bot.encodingAESKey !== undefined && bot.appId === undefined) {
    problems.push(problem('appId', 'an AppID beside encodingAESKey', 'nothing'))
  }
  if (bot.appSecret !== undefined && bot.appId === undefined) {
    problems.push(problem('appId', 'an AppID beside appSecret', 'nothing'))
  }
  const isSealed = bot.mode === 'safe' || bot.mode === 'compat'
  if (isSealed && bot.encodingAESKey === undefined) {
    problems.push(problem('encodingAESKey', `a key for mode "${bot.mode}"`, 'nothing'))
  }
  return problems
}

function sharedBetween(bots: readonly unknown[], key: 'name' | 'path', fallback: string) {
  const seen = new Set<unknown>()
  return bots.flatMap((bot, i): Problem[] => {
    const value = isRecord(bot) ? (bot[key] ?? fallback) : undefined
    if (value === undefined || !seen.has(value)) {
      seen.add(value)
      return []
    }
    return [
      {
        path: pathText(['bots', i, key]),
        expected: `a ${key} of its own for each bot`,
        got: `${described(value)} again`,
      },
    ]
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
