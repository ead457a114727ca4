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
import { presentable } from '../terminal/clean.ts'
import { logOutput } from '../terminal/logs.ts'
import { paint } from '../terminal/paint.ts'
import { type Arguments, type Command, portOption, textOption, UsageError } from '../usage.ts'

const LOOPBACK = ['127.0.0.1', 'localhost', '::1']

export const dev: Command = {
  summary: 'run the bots for trying out',
  options: {
    config: { type: 'string', short: 'c' },
    port: { type: 'string', short: 'p' },
    host: { type: 'string' },
    'allow-host': { type: 'string', multiple: true },
    open: { type: 'boolean' },
    real: { type: 'boolean' },
  },
  help: `Usage: wechatbot dev [options]

Runs the bots of the config file with a page to talk to them as WeChat's users would: no account,
no phone. WeChat and its API are simulated. What the bots keep is kept in the configured store, apart from
what "wechatbot start" keeps; without one, in memory. Restarts them when the config file, a plugin of
this folder or a linked one changes; no message is lost by that.

Options:
  -c, --config FILE  the config file
  -p, --port N       where the page and the bots are (3000, or the next one that is free)
      --host H       instead of 127.0.0.1: whoever reaches it can use the page
      --allow-host N another name for this machine, such as a tunnel's; may be given again
      --open         open the page in the browser
      --real         the configured accounts, WeChat's own API and the configured store; says what to
                     enter in WeChat's console
  -h, --help         this text

Ends on Ctrl-C.
`,

  async run(args, invocation) {
    if (args.positionals.length > 0) {
      throw new UsageError(`dev takes no values, got "${args.positionals[0]}"`)
    }
    const file = textOption(args, 'config')
    const host = textOption(args, 'host') ?? '127.0.0.1'
    const isReal = args.values.real === true
    const output = await logOutput(invocation)
    const { cwd, stderr, clock } = invocation
    // Diagnostics, so not on standard output: there the log goes.
    const say = (text: string) => void stderr.write(`${text}\n`)
    const hosts = [...(LOOPBACK.includes(host) ? [] : ownNames(host)), ...allowedHosts(args)]
    const server = createServer({ requestTimeout: 0 })
    const wanted = portOption(args)
    const port = wanted ?? resolveServer().port
    // Who has named a port, or has a tunnel that leads to one, wants no other.
    const isFixed = isReal || wanted !== undefined
    const origin = await (isFixed ? listen : listenNear)(server, { host, port }, NAMED)
    if (!isFixed && !origin.endsWith(`:${port}`)) say(`port ${port} is taken, so it is the next`)
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
      onSettings: () => supervisor.start('a switch'),
    })
    const supervisor = new Supervisor({
      startChild: forkChild,
      clock,
      order: { origin: reached, hosts, isReal, ...(file === undefined ? {} : { file }) },
      onState: (state) => {
        playground.state(state)
        say(stateText(state, stderr))
      },
      onLoaded: (loaded) => {
        for (const folder of loaded.folders) changes.watch(folder)
        if (isReal) say(consoleText(loaded.bots))
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
    say(`${paint(stderr, 'bold', 'playground')}  ${page}`)
    if (!LOOPBACK.includes(host)) {
      say(`whoever reaches ${host} can use it and read what is said there`)
      for (const one of othersSee(origin)) say(`            ${one}${BASE}`)
    }
    supervisor.start('start')
    if (args.values.open === true) {
      openInBrowser(page, () => say(`no browser to open here: open ${page} yourself`))
    }
    await stopped(supervisor, invocation)
    say('stopping ...')
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
  if (state.type === 'ready') return paint(output, 'green', 'ready')
  if (state.type === 'starting') {
    return state.isSlow === true
      ? 'still starting: an import of the config file, or the setup of a plugin, does not end'
      : paint(output, 'dim', `starting (${state.because}) ...`)
  }
  const next = state.stillRunning ? 'the bots before it still run' : 'no bot is running'
  return `${paint(output, 'red', 'failed')}  ${presentable(state.message)}\n${next}; change a file to try again`
}

/** What WeChat's console (设置与开发 > 开发接口管理 > 服务器配置) wants to know. */
function consoleText(bots: readonly DevBot[]): string {
  const each = bots.map(
    ({ name, path, settings: { mode } }) => `bot "${name}"
  服务器地址 (URL)   https://(your tunnel)${path}
  令牌 (Token)       "token" of your config
  EncodingAESKey     ${mode === 'plain' ? '随机生成; plain mode does not use it' : '"encodingAESKey" of your config'}
  消息加解密方式     ${MODES[mode]}`,
  )
  return `WeChat's console, 设置与开发 > 开发接口管理 > 服务器配置, wants for
${each.join('\n')}
The tunnel must lead to this port; WeChat takes 80 and 443 only. wechatbot doctor tells what is missing.`
}

/** Where another device, such as a phone, finds what listens everywhere. */
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
