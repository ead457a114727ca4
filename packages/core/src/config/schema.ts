/**
 * The schema of a bot's options and of the server's. All problems are found at once. Secrets are
 * never shown.
 */

import * as v from 'valibot'
import { menuProblems } from '../api/menu-problems.ts'
import {
  didYouMean,
  type Path,
  type Problem,
  packageProblems,
  problemAt,
  unknownKeys,
} from '../errors.ts'
import { isAddressRange } from '../http/address.ts'
import { FILE_NAME, VERIFY_NAME } from '../http/verification.ts'
import { LATE_NAMES } from '../late/strategies.ts'
import { timeZoneSchema } from '../option-values.ts'
import { choicesOf } from '../plugin/issues.ts'
import { OVERLAP_NAMES } from '../turn/overlap.ts'

// Each message says what was expected. The value that came is added when the problem is written.
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
// looseObject alone would also accept a list.
const section = (entries: v.ObjectEntries) =>
  v.optional(v.pipe(v.custom(isRecord, 'an object'), v.looseObject(entries)))
const addresses = () => {
  const expected = 'IP addresses or CIDR ranges'
  return v.array(v.pipe(v.string(expected), v.check(isAddressRange, expected)), expected)
}

// A secret that is read from a file ends with the file's last line break.
const TOKEN = oneOrMore(/^\S.+\S$/, 'at least 3 characters, no blanks around (令牌 in the console)')
const KEY = oneOrMore(
  /^[A-Za-z0-9]{43}$/,
  '43 letters or digits, no + and no / (copy it again from 设置与开发 > 基本配置)',
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

/** Version 8 needs Node 22. */
const UNDICI = 'undici@7'

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
  late: v.optional(v.array(oneOf(...LATE_NAMES), 'a list of late strategies')),
  plugins: v.optional(v.array(v.any(), 'a list of plugins')),
  deadlineMs: v.optional(whole(100, 4900)),
  freshnessSeconds: v.optional(whole(0, 86_400)),
  bindSignatures: v.optional(v.boolean('true or false')),
  allowFrom: v.optional(addresses()),
  errorText: v.optional(text()),
  handlerTimeoutMs: v.optional(whole(1000, 600_000)),
  interrupted: v.optional(oneOf('rerun', 'tell')),
  interruptedText: v.optional(text()),
  overlap: v.optional(oneOf(...OVERLAP_NAMES)),
  mailbox: section(MAILBOX),
  menu: section({}),
  timeZone: v.optional(timeZoneSchema),
  api: section(API),
  dedupeKey: v.optional(v.function('a function of the message')),
  observe: v.optional(v.function('a function of a record')),
}

const VERIFICATION =
  'a name like "MP_verify_AbCd1234.txt", or { name: "file.txt", content: "what it says" }'
const VERIFICATION_FILE = v.union(
  [
    v.pipe(v.string(), v.regex(VERIFY_NAME, VERIFICATION)),
    v.strictObject({ name: matching(FILE_NAME, 'a name like "file.txt"'), content: text() }),
  ],
  VERIFICATION,
)

const SERVER = {
  port: v.optional(whole(0, 65_535)),
  host: v.optional(text('a host name or address')),
  maxInFlight: v.optional(whole(1, 1_000_000)),
  graceMs: v.optional(whole(0, 3_600_000)),
  metrics: section(METRICS),
  trustedProxies: v.optional(addresses()),
  verification: v.optional(v.array(VERIFICATION_FILE, 'a list of files')),
}

/** The names of all options of a bot, and of the server. */
export const BOT_OPTIONS: readonly string[] = Object.keys(BOT)
export const SERVER_OPTIONS: readonly string[] = Object.keys(SERVER)

/** The problems of one bot's options at the path `at`; empty when there are none. */
export function botProblems(bot: unknown, at: Path = []): readonly Problem[] {
  return [...problemsOf(BOT, bot, at), ...withinBot(bot, at)]
}

export function serverProblems(server: unknown): readonly Problem[] {
  const problems = problemsOf(SERVER, server, ['server'])
  if (!isRecord(server)) return problems
  return [...problems, ...unknownKeys(server.metrics, Object.keys(METRICS), ['server', 'metrics'])]
}

function problemsOf(entries: v.ObjectEntries, value: unknown, at: Path): readonly Problem[] {
  if (!isRecord(value)) return [problemAt(at, 'an object', value)]
  const known = Object.keys(entries)
  // For a missing key valibot says what the object should be, not what the key should be.
  const absent = Object.fromEntries(known.map((key) => [key, undefined]))
  const result = v.safeParse(v.looseObject(entries), { ...absent, ...value })
  const problems = (result.issues ?? []).map((issue) => {
    const { path = [], message, input } = issue
    const problem = problemAt(
      [...at, ...path.map((part) => part.key as PropertyKey)],
      message,
      input,
    )
    if (issue.type !== 'picklist' || typeof input !== 'string') return problem
    return { ...problem, got: problem.got + didYouMean(input, choicesOf(issue)) }
  })
  return [...problems, ...unknownKeys(value, known, at)]
}

/** Problems that no single option shows. */
function withinBot(bot: unknown, at: Path): readonly Problem[] {
  if (!isRecord(bot)) return []
  const { mailbox, api, menu, mode } = bot
  const problems = [
    ...unknownKeys(mailbox, Object.keys(MAILBOX), [...at, 'mailbox']),
    ...unknownKeys(api, Object.keys(API), [...at, 'api']),
  ]
  const wants = (key: string, expected: string) => {
    if (bot[key] === undefined) problems.push(problemAt([...at, key], expected, undefined))
  }
  if (isRecord(api) && typeof api.proxy === 'string') {
    problems.push(...packageProblems([...at, 'api', 'proxy'], UNDICI, import.meta.url))
  }
  if (isRecord(menu)) problems.push(...menuProblems(menu, [...at, 'menu']))
  for (const key of ['encodingAESKey', 'appSecret']) {
    if (bot[key] !== undefined) wants('appId', `an AppID beside ${key}`)
  }
  if (mode === 'safe' || mode === 'compat') wants('encodingAESKey', `a key for mode "${mode}"`)
  return problems
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
