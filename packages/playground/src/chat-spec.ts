/** Writes the chat of a user as a test, in the words of `@wechatbot/simulator`. */
import type { XmlFields } from '@wechatbot/core'
import type { PageExchange, PageSent } from './protocol.ts'

/** A shorter pause between two messages changes nothing that a bot does, so the test leaves it out. */
const PAUSE_MS = 60_000
/** The fields that FakeWechat writes by itself. */
const ENVELOPE = ['ToUserName', 'FromUserName', 'CreateTime', 'MsgType', 'Event', 'MsgId']
/** An uploaded file has another id in each run. */
const CHANGING = ['MediaId', 'ThumbMediaId', 'media_id', 'thumb_media_id']

/** The package that the folder of the bots has installed. This one does not import it. */
const PACKAGE = 'wechatbot'

export interface Chat {
  readonly openid: string
  /** The config file of the bots, if it was named. It is relative to the folder in which the test runs. */
  readonly configFile: string | undefined
  /** The place of the bot in the configuration, from 0. */
  readonly bot: number
  readonly hasApi: boolean
  /** The messages of the user, oldest first. */
  readonly exchanges: readonly PageExchange[]
  /** The customer-service messages to the user, oldest first. */
  readonly sent: readonly PageSent[]
}

/** The source of a test file that holds what the bot answered in this chat. */
export function specOf({ openid, configFile, bot, hasApi, exchanges, sent }: Chat): string {
  const said = exchanges.map((one) => ({
    at: one.at,
    endsAt: one.at + (one.seenAt ?? 0),
    isLate: one.late.length > 0,
    lines: linesOf(one),
  }))
  const received = sent.map(({ at, msgtype, content }) => ({
    at,
    endsAt: at,
    isLate: false,
    lines: [`await user.shouldReceive(${expectedOf(msgtype, content)})`],
  }))
  const steps = [...said, ...received].sort((a, b) => a.at - b.at)
  const body = steps.flatMap((step, i) => {
    const before = steps[i - 1]
    const pause = before === undefined ? 0 : Math.round(step.at - before.endsAt)
    const isWaited = pause >= PAUSE_MS || (before?.isLate === true && pause > 0)
    return [...(isWaited ? [`await clock.advance(${pause})`] : []), ...step.lines]
  })
  const startAt = new Date(steps[0]?.at ?? Date.now()).toISOString()
  const account = hasApi ? '...account, ' : ''
  const loaded = configFile === undefined ? '' : `{ file: ${literal(configFile)} }`
  return `import { test } from 'node:test'
import { ${hasApi ? 'createFakeApi, ' : ''}createManualClock, simulate } from '@wechatbot/simulator'
import { createBot, loadConfig } from '${PACKAGE}'

// Saved from the playground. Replace what changes from run to run by a RegExp.
test('the bot answers as in the playground', async (t) => {
  const { bots, store } = await loadConfig(${loaded})
  await store?.close()
  const clock = createManualClock(Date.parse('${startAt}'))
${hasApi ? API : ''}  const bot = createBot({ token: 'a-token', ...bots[${bot}], ${account}clock${hasApi ? ', api: { baseUrl: api.url }' : ''} })
  const wechat = await simulate(bot${hasApi ? ', { api }' : ''})
  t.after(() => wechat.close())
  const user = wechat.user(${literal(openid)})
${body.map((line) => `  ${line}\n`).join('')}})
`
}

const API = `  const account = { appId: 'wx1', appSecret: 'a-secret' }
  const api = await createFakeApi({ ...account, clock })
  t.after(() => api.close())
`

function linesOf({ kind, fields, seen }: PageExchange): readonly string[] {
  const call = `await user.${actionOf(kind, ownFields(fields))}`
  if (seen?.type === 'reply') return [`${call}.shouldReply(${replyOf(seen.reply)})`]
  if (seen?.type === 'silence') return [`${call}.shouldNotReply()`]
  const why = seen === undefined ? 'no answer yet' : seen.why.replaceAll(/\s+/g, ' ')
  return [`// In the playground: ${why}`, call]
}

/** The fields that the user of the page chose, without the envelope. */
export function ownFields(fields: XmlFields): XmlFields {
  return without(fields, ENVELOPE) as XmlFields
}

function actionOf(kind: string, fields: XmlFields): string {
  const { EventKey = '', Content } = fields
  const names = Object.keys(fields)
  const hasOnly = (...known: readonly string[]) => names.every((name) => known.includes(name))
  if (kind === 'text' && hasOnly('Content')) return `says(${literal(Content)})`
  if (kind === 'event:CLICK' && hasOnly('EventKey')) return `clicks(${literal(EventKey)})`
  if (kind === 'event:unsubscribe' && EventKey === '') return 'unfollows()'
  if (kind === 'event:subscribe' && hasOnly('EventKey', 'Ticket') && isScene(EventKey)) {
    return EventKey === '' ? 'follows()' : `follows({ scene: ${literal(EventKey.slice(8))} })`
  }
  return `sends(${literal(kind)}${names.length === 0 ? '' : `, ${literal(fields)}`})`
}

function isScene(key: unknown): key is string {
  return typeof key === 'string' && (key === '' || key.startsWith('qrscene_'))
}

function replyOf(reply: XmlFields): string {
  if (reply.MsgType === 'text') return literal(reply.Content)
  const { MsgType, ...rest } = reply
  const own = without(rest, [...ENVELOPE, ...CHANGING]) as Readonly<Record<string, unknown>>
  return literal({ MsgType, ...own })
}

function expectedOf(msgtype: string, content: PageSent['content']): string {
  if (msgtype === 'text') return literal(content.content)
  const hasId = CHANGING.some((name) => Object.hasOwn(content, name))
  return literal(hasId ? { msgtype } : { msgtype, content })
}

/** The value without the fields of these names, at any depth, and without what is empty after that. */
function without(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((one) => without(one, names))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !names.includes(name))
      .map(([name, one]) => [name, without(one, names)] as const)
      .filter(([, one]) => typeof one !== 'object' || Object.keys(one ?? {}).length > 0),
  )
}

/** The value as an expression, with the quotes of the documents. */
function literal(value: unknown): string {
  if (typeof value === 'string') {
    const text = JSON.stringify(value).slice(1, -1)
    return `'${text.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
  }
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).map(
    ([name, one]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)}: ${literal(one)}`,
  )
  return `{ ${fields.join(', ')} }`
}
