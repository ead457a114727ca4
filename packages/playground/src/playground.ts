/** The server side of the playground: users who talk to the bots, and the results of their messages. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { parseXml } from '@wechatbot/core'
import { openReply, type SignedPush } from '@wechatbot/simulator'
import { readAssets, SAFE_HEADERS, serveAsset } from './assets.ts'
import { Book } from './book.ts'
import { CommandError, readJson, readSend, readSettings, readUser } from './commands.ts'
import { type FakeAccount, FakeAccounts } from './fake-accounts.ts'
import { refusalOf } from './guard.ts'
import type { PageSeen, SendCommand } from './protocol.ts'
import { Stream } from './stream.ts'
import { Titles } from './titles.ts'
import { BASE, type Playground, type PlaygroundOptions, type ProcessState } from './types.ts'

const MAX_COMMAND_BYTES = 64 * 1024
/** Three copies at the same time. */
const COPIES_AT = [0, 0, 0]

type Command = (body: Readonly<Record<string, unknown>>) => object | Promise<object>

/** Makes the server side of the page. It serves nothing until its `handle` is called. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const { origin, hosts = [], isReal = false, onSettings, askAbout, editor } = options
  const stream = new Stream()
  const book = new Book((event) => stream.send(event))
  const titles = new Titles((typing) => stream.send({ type: 'typing', typing }))
  const accounts = new FakeAccounts({
    origin,
    isReal,
    onSent: (bot, message) => book.receive(bot, message),
    onTyping: (bot, { openid, until }) => titles.type(bot, openid, until),
  })
  const assets = readAssets()
  let state: ProcessState = { type: 'starting', because: 'start' }

  const commands: Readonly<Record<string, Command>> = {
    send: (body) => {
      const command = readSend(body)
      const { bot, openid } = command
      return { id: deliver(book, accountOf(bot), command, () => titles.type(bot, openid, 0)) }
    },
    settings: (body) => {
      const { bot, ...settings } = readSettings(body)
      accountOf(bot)
      if (isReal) throw new CommandError('the real account is as WeChat’s console says (--real)')
      accounts.move(bot, settings)
      onSettings()
      return {}
    },
    user: async (body) => {
      const question = readUser(body)
      accountOf(question.bot)
      if (question.isForgetting && isReal) {
        throw new CommandError('with --real the users are real: the page forgets none of them')
      }
      return (await askAbout?.(question)) ?? { sessions: [], jobs: [], waiting: 0 }
    },
    clear: () => {
      book.clear()
      stream.send({ type: 'snapshot', snapshot: snapshot() })
      return {}
    },
  }
  const accountOf = (name: string): FakeAccount => {
    const account = accounts.get(name)
    if (account !== undefined) return account
    const names = accounts.bots.map((bot) => bot.name).join(', ')
    throw new CommandError(`bot: expected one of ${names || '(none yet)'}, got "${name}"`)
  }
  const snapshot = () => ({
    bots: accounts.bots,
    state,
    exchanges: book.exchanges,
    sent: book.sent,
    typing: titles.typing,
    lines: book.lines,
    isReal,
    ...(editor === undefined ? {} : { editor }),
  })

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value)
    const refusal = refusalOf(request, hosts)
    if (refusal !== undefined) return end(response, 403, { error: refusal })
    const [path = '/', query] = (request.url ?? '/').split('?', 2)
    const name = path.slice(BASE.length)
    if (request.method === 'POST') return command(name, request, response)
    if (request.method !== 'GET') return end(response, 405, { error: 'GET or POST' })
    if (name === 'events') return stream.join(response, snapshot())
    if (name === 'media') return media(new URLSearchParams(query), response)
    if (!serveAsset(assets, name, response)) end(response, 404, { error: `no ${path}` })
  }
  const command = async (name: string, request: IncomingMessage, response: ServerResponse) => {
    // A page of another origin cannot send JSON without a preflight request.
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
      return end(response, 415, { error: 'application/json is wanted' })
    }
    const run = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (run === undefined) return end(response, 404, { error: `no command "${name}"` })
    try {
      end(response, 200, await run(readJson(await textOf(request))))
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      end(response, 400, { error: error.message })
    }
  }
  /** A file that the bot has uploaded, if a page can show it. */
  const media = async (query: URLSearchParams, response: ServerResponse): Promise<void> => {
    const file = accounts.file(query.get('bot') ?? '', query.get('id'))
    if (!(file instanceof Blob) || !/^(image\/(png|jpeg|gif)|audio\/)/.test(file.type)) {
      return end(response, 404, { error: 'no picture or sound' })
    }
    response.setHeader('content-type', file.type)
    response.end(Buffer.from(await file.arrayBuffer()))
  }

  return {
    accounts: (bots) => accounts.prepare(bots),
    state: (now) => {
      state = now
      if (now.type === 'ready') {
        accounts.commit()
        stream.send({ type: 'bots', bots: accounts.bots })
      }
      stream.send({ type: 'state', state })
    },
    observe: (record, frame) => book.observe(record, frame),
    log: (line) => book.log(line),
    handle: (request, response) => {
      answer(request, response).catch((error: unknown) => {
        if (response.headersSent) response.destroy()
        else end(response, 500, { error: String(error) })
      })
    },
    close: async () => {
      stream.close()
      await accounts.close()
    },
  }
}

/** Sends one message and returns its id. `onReply` is called when its user gets a reply. */
function deliver(
  book: Book,
  account: FakeAccount,
  command: SendCommand,
  onReply: () => void,
): string {
  const { wechat } = account
  const { openid, kind, fields = {}, isDuplicated, isForged } = command
  const id = book.reserve()
  let pushed = ''
  const exchange = wechat.user(openid).sends(kind, fields, {
    ...(isDuplicated ? { copiesAt: COPIES_AT } : {}),
    ...(isForged ? { tamper: forge } : {}),
    onPush: ({ body }) => {
      pushed = body
    },
    onAttempt: ({ number, at, ms, outcome, response }) =>
      book.attempt(id, { number, at, ms, outcome, ...response }),
  })
  const { xml } = exchange
  book.begin(account.bot.name, xml, true, id)
  if (pushed !== xml) book.change(id, { sealed: pushed })
  const startedAt = Date.now()
  void exchange.outcome.then(({ seen, attempts }) => {
    const body = attempts.map(({ response }) => response?.body ?? '').find((it) => it[0] === '<')
    const shown: PageSeen =
      seen.type === 'reply' ? { ...seen, xml: openedXml(body ?? '', account) } : seen
    book.change(id, { seen: shown, seenAt: Date.now() - startedAt })
    if (seen.type === 'reply') onReply()
  })
  return id
}

/** The reply, decrypted. */
function openedXml(body: string, { secrets }: FakeAccount): string {
  const fields = parseXml(body)
  return fields.Encrypt === undefined ? body : (openReply(fields, secrets) ?? body)
}

/** Signs the push as a sender without the token would: wrongly. */
function forge({ query, body }: SignedPush): SignedPush {
  const wrong = (name: string) => (query[name] === undefined ? {} : { [name]: '0'.repeat(40) })
  return { query: { ...query, ...wrong('signature'), ...wrong('msg_signature') }, body }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > MAX_COMMAND_BYTES) {
      throw new CommandError(`the body: expected at most ${MAX_COMMAND_BYTES} bytes`)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function end(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
