/** Recordings of pushes: a push is redacted when it is written, and made fresh again when it is sent. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Observe, XmlFields, XmlInput } from '@wechatbot/core'
import { parseXml } from '@wechatbot/core/internal/xml/codec'
import { buildXml } from '@wechatbot/core/internal/xml/write'
import { CliError } from '../errors.ts'
import { words } from '../words/index.ts'

/** Fields that name a person. Each name gets one stand-in per recording. */
const PERSONS = /^(FromUserName|OpenID|openid)$/
/**
 * Fields for the kind, the time and the number of things. They stay as they came. Any other field is masked or left
 * out.
 */
const PLAIN = new Set([
  ...['ToUserName', 'CreateTime', 'MsgType', 'Event', 'MsgId', 'MsgID', 'MsgDataId', 'Idx'],
  ...['Format', 'Scale', 'Precision', 'MenuId', 'ScanType', 'Count', 'Status', 'DeviceType'],
  ...['TotalCount', 'FilterCount', 'SentCount', 'ErrorCount', 'FileTotalLen', 'bizmsgmenuid'],
])
/**
 * Fields with words that handlers look at. In them, everything that looks like a number, an address or an id is
 * masked.
 */
const WORDS = new Set(['Content', 'Recognition', 'EventKey', 'Title', 'Description', 'Url'])
/** Fields with the user's position. They are rounded to about a kilometre. */
const PLACES = /^(Location_X|Location_Y|Latitude|Longitude)$/
/** Fields with the user's position in words. */
const ADDRESSES = /^(Label|Poiname)$/

/**
 * Long rows of digits, also full width, with the characters that people write between the digits of a telephone
 * number.
 */
const LONG_NUMBERS = /[\d０-９](?:[\s\-－—.·()（）]{0,2}[\d０-９]){4,}/g
const MAILS = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*/g
/** The part of a link that may hold a token. */
const QUERIES = /(https?:\/\/[^\s?#]*)[?#]\S*/g
/** OpenIDs, UnionIDs and tokens: no person writes such a word. */
const IDS = /wxid_\w*|gh_\w*|[\w-]{20,}/g

function masked(text: string): string {
  return text
    .replace(QUERIES, '$1')
    .replace(MAILS, 'redacted')
    .replace(IDS, 'redacted')
    .replace(LONG_NUMBERS, (number) => number.replace(/[\d０-９]/g, '0'))
}

/** Keeps what a bot's handlers look at. Of any other field it keeps only the name. */
export function createRedactor(): (xml: string) => string {
  const persons = new Map<string, string>()
  const standIn = (person: string): string => {
    const known = persons.get(person)
    if (known !== undefined) return known
    const name = `oRecordedUser${String(persons.size + 1).padStart(15, '0')}`
    persons.set(person, name)
    return name
  }
  const redactField = (name: string, value: string): string => {
    if (value === '' || PLAIN.has(name)) return value
    if (PERSONS.test(name)) return standIn(value)
    if (WORDS.has(name)) return masked(value)
    if (PLACES.test(name)) return Number(value).toFixed(2)
    return ADDRESSES.test(name) ? '' : 'redacted'
  }
  const redact = (name: string, value: unknown): XmlInput[string] => {
    if (typeof value === 'string') return redactField(name, value)
    if (Array.isArray(value)) return value.map((item) => redact(name, item))
    return redactFields(value as XmlFields)
  }
  const redactFields = (fields: XmlFields): XmlInput =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redact(name, value)]))
  return (xml) => buildXml(redactFields(parseXml(xml)))
}

/**
 * Writes every push once, as `DIR/0001-text.xml` and so on. Only this user can read the files. Numbers go on after
 * the files that exist already.
 * @throws CliError when the folder cannot be made.
 */
export function recordTo(folder: string): Observe {
  let count: number
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    count = Math.max(0, ...readdirSync(folder).map((name) => Number.parseInt(name, 10) || 0))
  } catch (cause) {
    throw new CliError(words.start.cannotRecord(folder), { cause })
  }
  const redact = createRedactor()
  return (record) => {
    // A retry is the same message, so it is not written again.
    if (record.type !== 'attempt' || record.attempt > 1) return
    count += 1
    const kind = record.kind.replace(/[^\w-]/g, '-')
    const file = join(folder, `${String(count).padStart(4, '0')}-${kind}.xml`)
    // A new file: it must not follow a link or replace another file.
    writeFileSync(file, redact(record.xml), { flag: 'wx', mode: 0o600 })
  }
}

/**
 * Makes a recorded push a new message: with the present CreateTime and a new MsgId.
 * @throws CliError when the file is no push.
 */
export function readRecording(file: string, now = Date.now()): string {
  let fields: XmlFields
  try {
    fields = parseXml(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new CliError(words.send.noPush(file), { cause })
  }
  if (typeof fields.MsgType !== 'string' || typeof fields.FromUserName !== 'string') {
    throw new CliError(words.send.noSender(file))
  }
  const msgId = String(BigInt(now) * 10_000n + BigInt(Math.floor(Math.random() * 10_000)))
  return buildXml({
    ...fields,
    CreateTime: Math.floor(now / 1000),
    ...(fields.MsgId === undefined ? {} : { MsgId: msgId }),
  })
}
