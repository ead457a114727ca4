/** Recordings of pushes: redacted when written, made fresh again when sent. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildXml, type Observe, parseXml, type XmlFields, type XmlInput } from '@wechatbot/core'
import { CliError } from './errors.ts'

/** Fields that name a person. Each name gets one stand-in per recording. */
const PERSONS = /^(FromUserName|OpenID|openid|UnionId|FriendUserName|qrcode_guide_openid)$/
/** Fields that lead to what somebody sent, or prove something. */
const CREDENTIALS =
  /^(MediaId|MediaId16K|ThumbMediaId|PicUrl|ThumbUrl|Ticket|FileKey|FileMd5|Encrypt)$/
/** Fields that say where somebody is: kept to about a kilometre. */
const PLACES = /^(Location_X|Location_Y|Latitude|Longitude)$/
/** Fields that say it in words. */
const ADDRESSES = /^(Label|Poiname)$/
/** Telephone numbers, orders, accounts. */
const LONG_NUMBERS = /\d{5,}/g

/** Replaces people, media, exact places and long numbers; structure and words stay. */
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
    if (value === '' || name === 'CreateTime' || name === 'ToUserName') return value
    if (PERSONS.test(name)) return standIn(value)
    if (CREDENTIALS.test(name)) return 'redacted'
    if (PLACES.test(name)) return Number(value).toFixed(2)
    if (ADDRESSES.test(name)) return ''
    return name === 'MsgId'
      ? value
      : value.replace(LONG_NUMBERS, (number) => '0'.repeat(number.length))
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
 * Writes every push once, as `DIR/0001-text.xml` and so on.
 * @throws CliError when the folder cannot be made.
 */
export function recordTo(folder: string): Observe {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (cause) {
    throw new CliError(`--record: cannot write to ${folder}`, { cause })
  }
  const redact = createRedactor()
  let count = 0
  return (record) => {
    // A retry is the same message.
    if (record.type !== 'attempt' || record.attempt > 1) return
    count += 1
    const kind = record.kind.replace(/[^\w-]/g, '-')
    writeFileSync(join(folder, `${String(count).padStart(4, '0')}-${kind}.xml`), redact(record.xml))
  }
}

/**
 * A recorded push as if it were sent now: new CreateTime and MsgId, so that it is a new message.
 * @throws CliError when the file is no push.
 */
export function readRecording(file: string, now = Date.now()): string {
  let fields: XmlFields
  try {
    fields = parseXml(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new CliError(`--replay: ${file} is no push`, { cause })
  }
  if (typeof fields.MsgType !== 'string' || typeof fields.FromUserName !== 'string') {
    throw new CliError(`--replay: ${file} has no MsgType or FromUserName`)
  }
  const msgId = String(BigInt(now) * 10_000n + BigInt(Math.floor(Math.random() * 10_000)))
  return buildXml({
    ...fields,
    CreateTime: Math.floor(now / 1000),
    ...(fields.MsgId === undefined ? {} : { MsgId: msgId }),
  })
}
