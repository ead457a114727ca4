/** `wechatbot send`: one push to a running bot, signed as WeChat signs, and what came back. */
import { resolve } from 'node:path'
import { KINDS } from '@wechatbot/core'
import {
  ATTEMPTS,
  createPush,
  describeSeen,
  FakeWechat,
  KIND_NAMES,
  type Outcome,
  PATIENCE_MS,
  SAMPLE_USER,
  valueFields,
} from '@wechatbot/simulator'
import type { Invocation } from '../invocation.ts'
import { readRecording } from '../monitor/recording.ts'
import { type Target, targetOf, unreachable } from '../target.ts'
import { clean, toJson } from '../terminal/clean.ts'
import { type Arguments, type Command, suggestion, textOption, UsageError } from '../usage.ts'

export const send: Command = {
  summary: 'send a message to a running bot',
  options: {
    config: { type: 'string', short: 'c' },
    bot: { type: 'string' },
    from: { type: 'string' },
    set: { type: 'string', multiple: true },
    replay: { type: 'string', multiple: true },
    url: { type: 'string' },
    port: { type: 'string', short: 'p' },
    xml: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: `Usage: wechatbot send KIND [values] [options]
       wechatbot send --replay FILE [options]

Sends one push to a running bot, signed as WeChat signs it, and prints the reply.

  wechatbot send text 你好
  wechatbot send location 22.54 114.06
  wechatbot send event:CLICK KEY
  wechatbot send event:subscribe

Kinds: text image voice video shortvideo location link, event:subscribe event:unsubscribe event:SCAN
  event:LOCATION event:CLICK event:VIEW, any other event:Event, and with --set any other MsgType

Options:
      --set Field=value  any field of the push; can be given again
      --replay FILE      a push of wechatbot start --record, sent anew; can be given again
      --from OPENID      the user who sends it (${SAMPLE_USER})
      --bot NAME         the bot of the config file (the first)
  -p, --port N           where it listens on this machine (the config's port)
      --url URL          where it listens elsewhere: https://example.com/wechat
      --xml              print the push and the response as they went over the wire, without
                         what a terminal would obey
      --json             print what the user would see, status, milliseconds, reply and body as JSON
  -c, --config FILE      the config file
  -h, --help             this text

A request without an answer in ${PATIENCE_MS / 1000} s is cut and sent again, ${ATTEMPTS} in all, as WeChat does.
Exits 1 when the user would see the outage notice, or nothing answers.
`,

  async run(args, invocation) {
    const pushes = pushesOf(args, invocation.cwd)
    const target = await targetOf(args, invocation.cwd)
    let isOutage = false
    for (const xml of pushes) {
      const outcome = await sendTo(target, xml, invocation)
      print(args, xml, outcome, invocation)
      isOutage ||= outcome.seen.type === 'outage'
    }
    return isOutage ? 1 : 0
  },
}

function pushesOf(args: Arguments, cwd: string): readonly string[] {
  const [kind, ...values] = args.positionals
  const recordings = (args.values.replay ?? []) as string[]
  if (recordings.length > 0) {
    if (kind !== undefined) throw new UsageError(`--replay takes no kind, got "${kind}"`)
    return recordings.map((file) => readRecording(resolve(cwd, file)))
  }
  if (kind === undefined) throw new UsageError('send needs a kind, like: send text 你好')
  assertKind(kind, args)
  const fields = { ...valuesToFields(kind, values), ...setFields(args) }
  const from = textOption(args, 'from')
  return [createPush({ kind, fields, ...(from === undefined ? {} : { from }) })]
}

function valuesToFields(kind: string, values: readonly string[]): Record<string, string> {
  // A sentence need not be quoted.
  if (kind === 'text' && values.length > 0) return { Content: values.join(' ') }
  const names = valueFields(kind)
  if (values.length > names.length) {
    throw new UsageError(
      names.length === 0
        ? `${kind} takes no values, got "${values[0]}"; use --set Field=value`
        : `${kind} takes ${names.join(' ')}, got ${values.length} values`,
    )
  }
  const fields = Object.fromEntries(values.map((value, i) => [names[i] as string, value]))
  for (const [name, value] of Object.entries(fields)) assertNumber(kind, name, value)
  return fields
}

/** The greatest of coordinates, in degrees. */
const MOST: Readonly<Record<string, number>> = {
  Location_X: 90,
  Location_Y: 180,
  Latitude: 90,
  Longitude: 180,
}

/** A handler would get NaN, and WeChat never sends that. With --set it can be sent all the same. */
function assertNumber(kind: string, name: string, value: string): void {
  const row: Readonly<Record<string, unknown>> = KINDS[kind as keyof typeof KINDS] ?? {}
  if (row[name] !== 'number') return
  const isNumber = /^-?\d+(\.\d+)?$/.test(value)
  const most = MOST[name]
  if (isNumber && (most === undefined || Math.abs(Number(value)) <= most)) return
  const range = most === undefined ? '' : ` from -${most} to ${most}`
  const order = most === undefined ? '' : '; latitude comes first, like: 22.54 114.06'
  throw new UsageError(`${kind}: expected a number${range} for ${name}, got "${value}"${order}`)
}

/** What a MsgType or an Event of WeChat's may look like. */
const NAME = /^[A-Za-z]\w*(:\w+)?$/

/**
 * A kind the table lacks is sent where it is wanted: with fields of its own, or as an event. Without, it
 * is a slip, or what somebody wanted to say.
 */
function assertKind(kind: string, args: Arguments): void {
  if (KIND_NAMES.includes(kind)) return
  const isName = NAME.test(kind)
  if (isName && (args.values.set !== undefined || args.values.xml === true)) return
  const hint = suggestion(kind, KIND_NAMES)
  if (hint !== '') throw new UsageError(`unknown kind ${kind}${hint}`)
  if (isName && kind.startsWith('event:')) return
  const text = quoted(args.positionals.join(' '))
  const orElse = isName ? '; a MsgType that is not in the table needs --set Field=value' : ''
  throw new UsageError(
    `"${kind}" is no kind of message; did you mean: wechatbot send text ${text}${orElse}`,
  )
}

/** As a shell takes it, where it would read more than a text in it. */
function quoted(text: string): string {
  return /[^\P{ASCII}\w ,.:-]/u.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : text
}

function setFields(args: Arguments): Record<string, string> {
  const pairs = (args.values.set ?? []) as string[]
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(`--set: expected Field=value, got "${pair}"`)
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** Delivers as WeChat does, and says so when it has to ask again. */
async function sendTo(
  target: Target,
  xml: string,
  { stderr, clock }: Invocation,
): Promise<Outcome> {
  const wechat = new FakeWechat({
    ...target.secrets,
    bot: target.url,
    clock,
    onAttempt: ({ number, outcome }) => {
      if (outcome === 'cut' && number < ATTEMPTS) {
        const seconds = PATIENCE_MS / 1000
        stderr.write(`no answer in ${seconds} s, asking again as WeChat does (${number + 1})\n`)
      }
    },
  })
  const outcome = await wechat.sendXml(xml).outcome
  const last = outcome.attempts.at(-1)
  if (last?.outcome === 'failed') throw unreachable(target.url, last.error)
  return outcome
}

function print(
  args: Arguments,
  xml: string,
  { seen, attempts }: Outcome,
  { stdout, stderr }: Invocation,
): void {
  const { response, ms = 0 } = attempts.at(-1) ?? {}
  const body = response?.body ?? ''
  if (args.values.json === true) {
    const reply = seen.type === 'reply' ? seen.reply : null
    const result = { seen: seen.type, status: response?.status ?? null, ms: Math.round(ms), reply }
    stdout.write(`${toJson({ ...result, attempts: attempts.length, body })}\n`)
    return
  }
  if (args.values.xml === true) stdout.write(`${clean(`${xml}\n\n${body}`)}\n`)
  else if (seen.type !== 'outage') stdout.write(`${clean(describeSeen(seen))}\n`)
  if (seen.type !== 'outage') return
  const hint = response !== undefined && response.status !== 200 ? "; the bot's log says why" : ''
  stderr.write(`${clean(describeSeen(seen))}${hint}\n`)
}
