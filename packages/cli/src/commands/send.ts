/** `wechatbot send`: one push to a running bot, signed as WeChat signs, and what came back. */
import { type BotConfig, KINDS, type XmlFields } from '@wechatbot/core'
import {
  createPush,
  type Delivery,
  deliver,
  PATIENCE_MS,
  SAMPLE_USER,
  valueFields,
} from '@wechatbot/simulator'
import { readConfig } from '../config/load.ts'
import { CliError } from '../errors.ts'
import { type Arguments, type Command, suggestion, textOption, UsageError } from '../usage.ts'

export const send: Command = {
  summary: 'send a message to a running bot',
  options: {
    config: { type: 'string', short: 'c' },
    bot: { type: 'string' },
    from: { type: 'string' },
    set: { type: 'string', multiple: true },
    url: { type: 'string' },
    xml: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: `Usage: wechatbot send KIND [values] [options]

Sends one push to a running bot, signed as WeChat signs it, and prints the reply.

  wechatbot send text 你好
  wechatbot send location 22.54 114.06
  wechatbot send event:CLICK KEY
  wechatbot send event:subscribe

Kinds: ${Object.keys(KINDS).join(' ')}, or any other MsgType or event:Event

Options:
      --set Field=value  any field of the push; can be given again
      --from OPENID      the user who sends it (${SAMPLE_USER})
      --bot NAME         the bot of the config file (the first)
      --url URL          where it listens (http://127.0.0.1 and the config's port and path)
      --xml              print the push and the response as they went over the wire
      --json             print status, milliseconds and the reply's fields as JSON
  -c, --config FILE      the config file
  -h, --help             this text

Exits 1 when nothing answers within ${PATIENCE_MS / 1000} s, or with anything but 200.
`,

  async run(args) {
    const [kind, ...values] = args.positionals
    if (kind === undefined) throw new UsageError('send needs a kind, like: send text 你好')
    const fields = { ...valuesToFields(kind, values), ...setFields(args) }
    if (Object.keys(fields).length === 0) assertNoSlip(kind)
    const file = textOption(args, 'config')
    const { config } = await readConfig(file === undefined ? {} : { file })
    const bot = chooseBot(config.bots, textOption(args, 'bot'))
    const url = targetUrl(args, bot, config.server?.port ?? 3000)
    const from = textOption(args, 'from')
    const xml = createPush({ kind, fields, ...(from === undefined ? {} : { from }) })
    const delivery = await attempt(url, xml, [bot.token].flat()[0] as string)
    print(args, xml, delivery)
    return delivery.status === 200 ? 0 : 1
  },
}

function valuesToFields(kind: string, values: readonly string[]): Record<string, string> {
  // A sentence need not be quoted.
  if (kind === 'text' && values.length > 0) return { Content: values.join(' ') }
  const names = valueFields(kind)
  if (values.length > names.length) {
    assertNoSlip(kind)
    throw new UsageError(
      names.length === 0
        ? `${kind} takes no values, got "${values[0]}"; use --set Field=value`
        : `${kind} takes ${names.join(' ')}, got ${values.length} values`,
    )
  }
  return Object.fromEntries(values.map((value, i) => [names[i] as string, value]))
}

/** A kind the table lacks is sent as it is, but not one that was meant to be another. */
function assertNoSlip(kind: string): void {
  const known = Object.keys(KINDS)
  const hint = known.includes(kind) ? '' : suggestion(kind, known)
  if (hint !== '') throw new UsageError(`unknown kind ${kind}${hint}`)
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

function chooseBot(bots: readonly BotConfig[], name: string | undefined): BotConfig {
  const names = bots.map((bot) => bot.name ?? 'main')
  const bot = name === undefined ? bots[0] : bots[names.indexOf(name)]
  if (bot !== undefined) return bot
  throw new UsageError(`no bot "${name}"; the config file has ${names.join(', ')}`)
}

function targetUrl(args: Arguments, bot: BotConfig, port: number): URL {
  const path = bot.path ?? '/wechat'
  const given = textOption(args, 'url')
  if (given === undefined) return new URL(`http://127.0.0.1:${port}${path}`)
  if (!URL.canParse(given)) throw new UsageError(`--url: expected a URL, got "${given}"`)
  const url = new URL(given)
  if (url.pathname === '/') url.pathname = path
  return url
}

async function attempt(url: URL, xml: string, token: string): Promise<Delivery> {
  try {
    return await deliver(url, xml, { token })
  } catch (error) {
    const isTimeout = error instanceof DOMException && error.name === 'TimeoutError'
    if (isTimeout) {
      throw new CliError(
        `no answer from ${url.origin} in ${PATIENCE_MS / 1000} s; WeChat gives up then, too`,
      )
    }
    const cause = (error as { cause?: { code?: string } }).cause?.code ?? 'no connection'
    throw new CliError(
      `nothing answers at ${url.origin} (${cause}); run "wechatbot start" in another terminal, or name the place with --url`,
    )
  }
}

function print(args: Arguments, xml: string, delivery: Delivery): void {
  const { status, ms, body, reply } = delivery
  if (args.values.json === true) {
    const fields = reply ?? null
    process.stdout.write(`${JSON.stringify({ status, ms: Math.round(ms), body, reply: fields })}\n`)
    return
  }
  if (args.values.xml === true) {
    process.stdout.write(`${xml}\n\n${body}\n`)
    return
  }
  if (status !== 200) {
    process.stderr.write(`refused with ${status}; the bot's log says why\n`)
    return
  }
  process.stdout.write(`${reply === undefined ? noReply(body) : describe(reply)}\n`)
}

function noReply(body: string): string {
  if (body === 'success' || body === '') return '(no reply)'
  return `(not a reply: WeChat would show 该公众号暂时无法提供服务)\n${body}`
}

/** A reply as one line a person can read; what has no such line as its fields. */
function describe(reply: XmlFields): string {
  if (reply.MsgType === 'text') return String(reply.Content)
  const { ToUserName: _, FromUserName: __, CreateTime: ___, MsgType, ...rest } = reply
  const fields = Object.keys(rest).length === 0 ? '' : ` ${JSON.stringify(rest)}`
  return `[${String(MsgType)}]${fields}`
}
