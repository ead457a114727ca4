/** The server side of the playground: users who talk to the bots, and the results of their messages. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { dirname, join } from 'node:path/posix'
import { readAssets, SAFE_HEADERS, serveAsset } from './assets.ts'
import { bytesOf } from './body.ts'
import { Book } from './book.ts'
import { specOf } from './chat-spec.ts'
import {
  CommandError,
  readJson,
  readSend,
  readSettings,
  readSkip,
  readSpec,
  readUser,
} from './commands.ts'
import { deliver } from './deliver.ts'
import { type FakeAccount, FakeAccounts } from './fake-accounts.ts'
import { refusalOf } from './guard.ts'
import { LocalFiles, mostBytes } from './local-files.ts'
import { MovedClock } from './moved-clock.ts'
import { saveSpec } from './saved-spec.ts'
import { Stream } from './stream.ts'
import { Titles } from './titles.ts'
import { BASE, type Playground, type PlaygroundOptions, type ProcessState } from './types.ts'

const MAX_COMMAND_BYTES = 64 * 1024

type Command = (body: Readonly<Record<string, unknown>>) => object | Promise<object>

/** Makes the server side of the page. It serves nothing until its `handle` is called. */
export function createPlayground(options: PlaygroundOptions): Playground {
  const { origin, hosts = [], isReal = false, onSettings, onSkip, askAbout } = options
  const { editor, folder, configFile } = options
  const stream = new Stream()
  const clock = new MovedClock((aheadMs) => stream.send({ type: 'ahead', aheadMs }))
  // FakeWechat notes the messages that it sends itself. WeChat would know of the others, too.
  const book = new Book(
    (event) => stream.send(event),
    clock,
    ({ bot, openid, kind }) => accounts.get(bot)?.api?.messages.note(openid, kind),
  )
  const titles = new Titles((typing) => stream.send({ type: 'typing', typing }), clock)
  const files = new LocalFiles()
  const accounts = new FakeAccounts({
    origin,
    isReal,
    clock,
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
    spec: (body) => {
      const { bot, openid, isSaved } = readSpec(body)
      const { api } = accountOf(bot)
      const isHere = (one: { bot: string; openid: string }) =>
        one.bot === bot && one.openid === openid
      const spec = specOf({
        openid,
        configFile,
        bot: accounts.bots.findIndex(({ name }) => name === bot),
        hasApi: api !== undefined,
        exchanges: book.exchanges.filter((one) => one.isOurs && isHere(one)),
        sent: book.sent.filter(isHere),
      })
      if (!isSaved || folder === undefined) return { spec }
      return { spec, file: join(dirname(configFile ?? ''), saveSpec(folder, spec)) }
    },
    skip: async (body) => {
      const { ms } = readSkip(body)
      if (isReal || onSkip === undefined) {
        throw new CommandError('time of the real account passes by itself (--real)')
      }
      await onSkip(ms)
      return {}
    },
    clear: () => {
      book.clear()
      return shown()
    },
    restore: () => {
      book.restore()
      return shown()
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
    aheadMs: clock.aheadMs,
    hasCleared: book.hasCleared,
  })
  /** Shows the whole state anew on every page. */
  const shown = (): object => {
    stream.send({ type: 'snapshot', snapshot: snapshot() })
    return {}
  }

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value)
    const refusal = refusalOf(request, hosts)
    if (refusal !== undefined) return end(response, 403, { error: refusal })
    const [path = '/', query] = (request.url ?? '/').split('?', 2)
    const name = path.slice(BASE.length)
    if (request.method === 'POST') {
      const isFile = name === 'file'
      return post(response, () =>
        isFile ? take(new URLSearchParams(query), request) : command(name, request),
      )
    }
    if (request.method !== 'GET') return end(response, 405, { error: 'GET or POST' })
    if (name === 'events') return stream.join(response, snapshot())
    if (name === 'media') return media(new URLSearchParams(query), response)
    if (!serveAsset(assets, name, response)) end(response, 404, { error: `no ${path}` })
  }
  const post = async (response: ServerResponse, run: () => Promise<object>) => {
    try {
      end(response, 200, await run())
    } catch (error) {
      if (!(error instanceof CommandError)) throw error
      end(response, error.status, { error: error.message })
    }
  }
  const command = async (name: string, request: IncomingMessage): Promise<object> => {
    // A page of another origin cannot send JSON without a preflight request.
    if (typeOf(request) !== 'application/json') {
      throw new CommandError('application/json is wanted', 415)
    }
    const run = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (run === undefined) throw new CommandError(`no command "${name}"`, 404)
    return run(readJson((await bytesOf(request, MAX_COMMAND_BYTES)).toString()))
  }
  /** Takes a picture or a voice of this machine. Its content type also needs a preflight request. */
  const take = async (query: URLSearchParams, request: IncomingMessage): Promise<object> => {
    const bot = query.get('bot') ?? ''
    const kind = query.get('kind') === 'voice' ? 'voice' : 'image'
    const type = typeOf(request)
    const { api } = accountOf(bot)
    const bytes = await bytesOf(request, mostBytes(kind, type))
    const urlOf = (id: string) =>
      `${new URL(BASE, origin)}media?${new URLSearchParams({ bot, id })}`
    return { fields: await files.add({ kind, type, bytes }, api, urlOf) }
  }
  /** A file of the user or the bot, if a page can show it. */
  const media = async (query: URLSearchParams, response: ServerResponse): Promise<void> => {
    const id = query.get('id') ?? ''
    const file = files.get(id) ?? accounts.file(query.get('bot') ?? '', id)
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
    log: (line, zh) => book.log(line, zh),
    ahead: (ms) => clock.move(ms),
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

function typeOf({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
}

function end(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
