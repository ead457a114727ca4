/** Reads the commands of the page strictly, because any program on this machine may send one. */
import { problemAt } from '@wechatbot/core'
import type { SendCommand, SettingsCommand, SkipCommand, SpecCommand } from './protocol.ts'
import type { UserQuestion } from './types.ts'

/** A problem with a command. It is answered with this status. */
export class CommandError extends Error {
  readonly status: number

  constructor(message: string, status = 400) {
    super(message)
    this.status = status
  }
}

type Body = Readonly<Record<string, unknown>>

const MODES = ['plain', 'compat', 'safe']
const ACCOUNT_TYPES = ['service', 'subscription']
/** An OpenID, or any name for a user. It is used in XML and in addresses. */
const OPENID = /^[\w-]{1,64}$/
const KIND = /^(event:)?\w{1,64}$/
const FIELD = /^[A-Za-z]\w{0,63}$/
/** The depth of the deepest field of WeChat, a list of pictures. */
const DEPTH = 4
/** The longest skip at once. A timer of Node.js cannot wait longer than 24 days. */
const LONGEST_SKIP_MS = 7 * 86_400_000

export function readSend(body: Body): SendCommand {
  const { bot, openid, kind, fields = {}, isDuplicated = false, isForged = false } = body
  expect(typeof bot === 'string', 'bot', 'a name', bot)
  expect(matches(OPENID, openid), 'openid', 'letters, digits, - and _, 64 at most', openid)
  expect(matches(KIND, kind), 'kind', 'a kind such as text or event:CLICK', kind)
  expect(
    isFieldsOf(fields),
    'fields',
    `texts by name, such as Content, ${DEPTH} deep at most`,
    fields,
  )
  expect(typeof isDuplicated === 'boolean', 'isDuplicated', 'true or false', isDuplicated)
  expect(typeof isForged === 'boolean', 'isForged', 'true or false', isForged)
  return { bot, openid, kind, fields, isDuplicated, isForged } as SendCommand
}

export function readSettings(body: Body): SettingsCommand {
  const { bot, mode, accountType } = body
  expect(typeof bot === 'string', 'bot', 'a name', bot)
  expect(isOneOf(MODES, mode), 'mode', MODES.join(', '), mode)
  expect(isOneOf(ACCOUNT_TYPES, accountType), 'accountType', ACCOUNT_TYPES.join(', '), accountType)
  return {
    bot,
    ...(mode === undefined ? {} : { mode }),
    ...(accountType === undefined ? {} : { accountType }),
  } as SettingsCommand
}

export function readUser(body: Body): UserQuestion {
  const { isForgetting = false } = body
  expect(typeof isForgetting === 'boolean', 'isForgetting', 'true or false', isForgetting)
  return { ...readChat(body), isForgetting: isForgetting === true }
}

export function readSpec(body: Body): SpecCommand {
  const { isSaved = false } = body
  expect(typeof isSaved === 'boolean', 'isSaved', 'true or false', isSaved)
  return { ...readChat(body), isSaved: isSaved === true }
}

/** The user of a bot. */
function readChat({ bot, openid }: Body): { readonly bot: string; readonly openid: string } {
  expect(typeof bot === 'string', 'bot', 'a name', bot)
  expect(matches(OPENID, openid), 'openid', 'letters, digits, - and _, 64 at most', openid)
  return { bot, openid } as { bot: string; openid: string }
}

export function readSkip({ ms }: Body): SkipCommand {
  const isFine = Number.isInteger(ms) && Number(ms) > 0 && Number(ms) <= LONGEST_SKIP_MS
  expect(isFine, 'ms', `a whole number from 1 to ${LONGEST_SKIP_MS}`, ms)
  return { ms: Number(ms) }
}

/** @throws CommandError when the text is no JSON object. */
export function readJson(text: string): Body {
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    // The error is thrown below.
  }
  expect(isObject(body), 'the body', 'an object in JSON', body)
  return body as Body
}

function expect(isFine: boolean, what: string, expected: string, got: unknown): void {
  if (isFine) return
  // The value is described in a few words. As JSON a deeply nested value could overflow the stack.
  throw new CommandError(
    `${what}: expected ${expected}, got ${problemAt([what], expected, got).got}`,
  )
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isFieldsOf(value: unknown, depth = DEPTH): boolean {
  if (!isObject(value) || depth === 0) return false
  return Object.entries(value).every(
    ([name, one]) =>
      matches(FIELD, name) && (typeof one === 'string' || isFieldsOf(one, depth - 1)),
  )
}

function matches(pattern: RegExp, value: unknown): boolean {
  return typeof value === 'string' && pattern.test(value)
}

/** An absent value is allowed. */
function isOneOf(values: readonly unknown[], value: unknown): boolean {
  return value === undefined || values.includes(value)
}
