/** `wechatbot send`: sends one push to a running bot, signed as WeChat signs, and shows the response. */
import { resolve } from 'node:path'
import { KINDS } from '@wechatbot/core/internal/message/kinds/index'
import { ATTEMPTS, PATIENCE_MS } from '@wechatbot/core/internal/protocol'
import type { Outcome } from '@wechatbot/simulator'
import { createPush, KIND_NAMES, SAMPLE_USER } from '@wechatbot/simulator/internal/push'
import { sceneFields, valueFields } from '@wechatbot/simulator/internal/samples'
import { FakeWechat } from '@wechatbot/simulator/internal/wechat'
import { adviceOn } from '../chat/advice.ts'
import { renderSeen } from '../chat/render.ts'
import type { Invocation } from '../invocation.ts'
import { readRecording } from '../monitor/recording.ts'
import { type Target, targetOf, unreachable } from '../target.ts'
import { clean, toJson } from '../terminal/clean.ts'
import { type Arguments, type Command, suggestion, textOption, UsageError } from '../usage.ts'
import { words } from '../words/index.ts'

const { send: say } = words

export const command: Command = {
  options: {
    bot: { type: 'string' },
    from: { type: 'string' },
    set: { type: 'string', multiple: true },
    replay: { type: 'string', multiple: true },
    url: { type: 'string' },
    port: { type: 'string', short: 'p' },
    xml: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: say.help(SAMPLE_USER, PATIENCE_MS / 1000, ATTEMPTS),

  async run(args, invocation) {
    const pushes = pushesOf(args, invocation.cwd)
    const target = await targetOf(args, invocation)
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
    if (kind !== undefined) throw new UsageError(say.replayTakesNoKind(kind))
    return recordings.map((file) => readRecording(resolve(cwd, file)))
  }
  if (kind === undefined) throw new UsageError(say.needsKind)
  assertKind(kind, args)
  const fields = { ...valuesToFields(kind, values), ...setFields(args) }
  const from = textOption(args, 'from')
  return [createPush({ kind, fields, ...(from === undefined ? {} : { from }) })]
}

function valuesToFields(kind: string, values: readonly string[]): Record<string, string> {
  // The words of a sentence need not be quoted.
  if (kind === 'text' && values.length > 0) return { Content: values.join(' ') }
  const names = valueFields(kind)
  if (values.length > names.length) {
    throw new UsageError(
      names.length === 0
        ? say.takesNoValues(kind, String(values[0]))
        : say.takesFewer(kind, names, values.length),
    )
  }
  const fields = Object.fromEntries(values.map((value, i) => [names[i] as string, value]))
  for (const [name, value] of Object.entries(fields)) assertNumber(kind, name, value)
  const [first = ''] = values
  if (kind === 'image' && /^https?:\/\//.test(first)) return { PicUrl: first }
  const isScan = kind === 'event:subscribe' || kind === 'event:SCAN'
  return isScan && first !== '' ? { ...sceneFields(kind, first), ...ticketOf(values) } : fields
}

function ticketOf([, Ticket]: readonly string[]): Record<string, string> {
  return Ticket === undefined ? {} : { Ticket }
}

/** The largest value of each coordinate, in degrees. */
const MOST: Readonly<Record<string, number>> = {
  Location_X: 90,
  Location_Y: 180,
  Latitude: 90,
  Longitude: 180,
}

/** A text here would reach the handler as NaN, which WeChat never sends. With --set any value can be sent. */
function assertNumber(kind: string, name: string, value: string): void {
  const row: Readonly<Record<string, unknown>> = KINDS[kind as keyof typeof KINDS] ?? {}
  if (row[name] !== 'number') return
  const isNumber = /^-?\d+(\.\d+)?$/.test(value)
  const most = MOST[name]
  if (isNumber && (most === undefined || Math.abs(Number(value)) <= most)) return
  throw new UsageError(
    most === undefined
      ? say.notANumber(kind, name, value)
      : say.notACoordinate(kind, name, most, value),
  )
}

/** The form of a MsgType or an Event of WeChat. */
const NAME = /^[A-Za-z]\w*(:\w+)?$/

/**
 * A kind that is not in the table is sent only when it is an event or comes with fields of its own. Otherwise it is
 * a typing error, or a text whose kind is missing.
 */
function assertKind(kind: string, args: Arguments): void {
  if (KIND_NAMES.includes(kind)) return
  const isName = NAME.test(kind)
  if (isName && (args.values.set !== undefined || args.values.xml === true)) return
  const hint = suggestion(kind, KIND_NAMES)
  if (hint !== '') throw new UsageError(say.unknownKind(kind, hint))
  if (isName && kind.startsWith('event:')) return
  const text = quoted(args.positionals.join(' '))
  throw new UsageError(say.noKind(kind, text) + (isName ? say.orSet : ''))
}

/** The text as a shell takes it: in quotes where the shell would not read it as one word. */
function quoted(text: string): string {
  return /[^\P{ASCII}\w ,.:-]/u.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : text
}

function setFields(args: Arguments): Record<string, string> {
  const pairs = (args.values.set ?? []) as string[]
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      if (at < 1) throw new UsageError(say.badField(pair))
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}

/** Delivers a push as WeChat does, and reports each retry. */
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
        stderr.write(`${say.askingAgain(PATIENCE_MS / 1000, number + 1)}\n`)
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
  const shown = renderSeen(seen, words.chat).join('\n')
  if (args.values.xml === true) stdout.write(`${clean(`${xml}\n\n${body}`)}\n`)
  else if (seen.type !== 'outage') stdout.write(`${shown}\n`)
  if (seen.type !== 'outage') return
  const isRefused = response !== undefined && response.status !== 200
  stderr.write(`${shown}\n${isRefused ? `${adviceOn(response.status)}\n` : ''}`)
}
