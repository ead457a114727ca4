/** `wechatbot dev`: the bots for trying out, with the playground before them. */

import { watch } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { networkInterfaces } from 'node:os'
import { resolveServer } from '@wechatbot/core/internal'
import {
  BASE,
  type BotState,
  createPlayground,
  type DevBot,
  type Playground,
} from '@wechatbot/playground'
import { forkChild } from '../dev/bot-process.ts'
import { openInBrowser } from '../dev/browser.ts'
import { baseOf, Changes } from '../dev/changes.ts'
import { ReverseProxy } from '../dev/reverse-proxy.ts'
import { Supervisor } from '../dev/supervisor.ts'
import type { Invocation, Output } from '../invocation.ts'
import { listen, listenNear } from '../serve/listen.ts'
import { stopRequest } from '../serve/stop-request.ts'
import { clean, presentable } from '../terminal/clean.ts'
import { logOutput } from '../terminal/logs.ts'
import { paint } from '../terminal/paint.ts'
import { type Arguments, assertNoValues, type Command, portOption, textOption } from '../usage.ts'
import { words } from '../words/index.ts'

const { dev: say } = words

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

/** What plugin-ai looks for: a provider in the process answers, so that no key is needed. */
const FAKE_AI = { WECHATBOT_FAKE_AI: '1' }

export const dev: Command = {
  options: {
    config: { type: 'string', short: 'c' },
    port: { type: 'string', short: 'p' },
    host: { type: 'string' },
    'allow-host': { type: 'string', multiple: true },
    open: { type: 'boolean' },
    real: { type: 'boolean' },
    'fake-ai': { type: 'boolean' },
  },
  help: say.help,

  async run(args, invocation) {
    assertNoValues('dev', args)
    const file = textOption(args, 'config')
    const host = textOption(args, 'host') ?? '127.0.0.1'
    const isReal = args.values.real === true
    const output = await logOutput(invocation)
    const { cwd, stderr, clock } = invocation
    // Diagnostics, so not on standard output: there the log goes.
    const print = (text: string) => void stderr.write(`${text}\n`)
    const hosts = [...(LOOPBACK.includes(host) ? [] : ownNames(host)), ...allowedHosts(args)]
    const server = createServer({ requestTimeout: 0 })
    const wanted = portOption(args)
    const port = wanted ?? resolveServer().port
    // A port that was named, or that a tunnel leads to, is not exchanged for another.
    const isFixed = isReal || wanted !== undefined
    const origin = await (isFixed ? listen : listenNear)(server, { host, port }, NAMED)
    const own = new URL(origin).port
    if (!isFixed && own !== `${port}`) print(say.nextPort(port, own))
    const reached = origin.replace(/^http:\/\/(0\.0\.0\.0|\[::\])/, 'http://127.0.0.1')
    const changes = new Changes({
      base: baseOf(cwd, file),
      file,
      onChange: (changed) => supervisor.start(changed),
      watchFolder: watch,
      clock,
    })
    const playground = createPlayground({
      origin: reached,
      isReal,
      hosts,
      onSettings: () => supervisor.start(say.because.settings),
    })
    const supervisor = new Supervisor({
      startChild: () => forkChild(args.values['fake-ai'] === true ? FAKE_AI : {}),
      clock,
      order: { origin: reached, hosts, isReal, ...(file === undefined ? {} : { file }) },
      onState: (state) => {
        playground.state(state)
        print(stateText(state, stderr))
      },
      onLoaded: (loaded) => {
        for (const folder of loaded.folders) changes.watch(folder)
        if (isReal) print(consoleText(loaded.bots))
        return playground.accounts(loaded.bots)
      },
      onTold: (told) => {
        if (told.type === 'record') return playground.observe(told.record)
        output.write(told.line)
        playground.log(JSON.parse(told.line) as Record<string, unknown>)
      },
    })
    const proxy = new ReverseProxy(() => supervisor.current())
    route(server, playground, proxy)
    const page = `${reached}${BASE}`
    print(`${paint(stderr, 'bold', say.playground)}  ${page}`)
    if (!LOOPBACK.includes(host)) {
      print(say.isOpen(host))
      for (const one of othersSee(origin)) print(`            ${one}${BASE}`)
    }
    supervisor.start(say.because.start)
    if (args.values.open === true) {
      openInBrowser(page, () => print(say.noBrowser(page)))
    }
    await stopped(supervisor, invocation)
    print(say.stopping)
    changes.close()
    await Promise.all([supervisor.stop(), playground.close()])
    proxy.close()
    server.close()
    server.closeAllConnections()
    return 0
  },
}

const MODES = { plain: '明文模式', compat: '兼容模式', safe: '安全模式' } as const

const NAMED = { host: '--host', port: '--port' }

/** The page has its folder; all else is for the bots. */
function route(server: Server, playground: Playground, proxy: ReverseProxy): void {
  server.on('request', (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (path.startsWith(BASE)) return playground.handle(request, response)
    if (path === '/' || `${path}/` === BASE) {
      response.writeHead(302, { location: BASE }).end()
      return
    }
    void proxy.handle(request, response)
  })
}

function stateText(state: BotState, output: Output): string {
  if (state.type === 'ready') return paint(output, 'green', say.ready)
  if (state.type === 'starting') {
    return state.isSlow === true
      ? say.stillStarting
      : paint(output, 'dim', say.starting(clean(state.because)))
  }
  const next = state.stillRunning ? say.stillRunning : say.notRunning
  return `${paint(output, 'red', say.failed)}  ${presentable(state.message)}\n${next}`
}

/** What WeChat's console (设置与开发 > 基本配置 > 服务器配置) wants to know. */
function consoleText(bots: readonly DevBot[]): string {
  const each = bots.map(
    ({ name, path, settings: { mode } }) => `${say.console.bot(name)}
  服务器地址 (URL)   ${say.console.url(path)}
  令牌 (Token)       ${say.console.token}
  EncodingAESKey     ${mode === 'plain' ? say.console.noKey : say.console.key}
  消息加解密方式     ${MODES[mode]}`,
  )
  return say.console.all(each.join('\n'))
}

/** Where another device, such as a phone, reaches a server that listens everywhere. */
function othersSee(origin: string): readonly string[] {
  const { hostname, port } = new URL(origin)
  if (hostname !== '0.0.0.0' && hostname !== '[::]') return []
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`)
}

/** What this machine is called where it listens. */
function ownNames(host: string): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  return [
    host,
    ...addresses.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address)),
  ]
}

/** As --allow-host names them. */
function allowedHosts({ values }: Arguments): readonly string[] {
  const named = values['allow-host']
  return Array.isArray(named) ? named.map(String) : []
}

/** Ctrl-C, a signal, or the end of npm's shell; a second one ends everything at once. */
async function stopped(supervisor: Supervisor, { signals, exit }: Invocation): Promise<void> {
  const onSecond = () => {
    supervisor.kill()
    exit(1)
  }
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  await stopRequest({ signals: names, onSecond, process: signals })
}
