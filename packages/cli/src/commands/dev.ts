/** `wechatbot dev`: runs the bots for trying out, with the playground in front of them. */

import { createServer } from 'node:http'
import { networkInterfaces } from 'node:os'
import { resolveServer } from '@wechatbot/core/internal'
import { BASE } from '@wechatbot/playground'
import { openInBrowser } from '../dev/browser.ts'
import { baseOf, nameOf } from '../dev/changes.ts'
import { editorOf } from '../dev/editor.ts'
import { Workshop } from '../dev/workshop.ts'
import type { Invocation } from '../invocation.ts'
import { fromHere, isLocal, listen, listenNear } from '../serve/listen.ts'
import { stopRequest } from '../serve/stop-request.ts'
import { logOutput } from '../terminal/logs.ts'
import { paint } from '../terminal/paint.ts'
import { type Arguments, assertNoValues, type Command, portOption, textOption } from '../usage.ts'
import { words } from '../words/index.ts'

const { dev: say } = words

/** The variable that plugin-ai reads. With it a fake provider in the process answers, and no key is needed. */
const FAKE_AI = { WECHATBOT_FAKE_AI: '1' }

export const command: Command = {
  options: {
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
    const file = nameOf(invocation.cwd, textOption(args, 'config'))
    const host = textOption(args, 'host') ?? '127.0.0.1'
    const isReal = args.values.real === true
    const output = logOutput(invocation)
    const { cwd, stderr, clock } = invocation
    // These texts are diagnostics. Standard output is for the log.
    const print = (text: string) => void stderr.write(`${text}\n`)
    const tunnels = allowedHosts(args)
    const hosts = [...(isLocal(host) ? [] : ownNames(host)), ...tunnels]
    const server = createServer({ requestTimeout: 0 })
    const wanted = portOption(args)
    const port = wanted ?? resolveServer().port
    // A port that the user named, or that a tunnel leads to, is not replaced by another one.
    const isFixed = isReal || wanted !== undefined
    const origin = await (isFixed ? listen : listenNear)(server, { host, port }, NAMED)
    const own = new URL(origin).port
    if (!isFixed && own !== `${port}`) print(say.nextPort(port, own))
    const reached = fromHere(origin)
    const workshop = new Workshop({
      ...{ server, output, clock, file, isReal, hosts, tunnels, print, stderr },
      origin: reached,
      base: baseOf(cwd, file),
      editor: editorOf(process.env),
      environment: args.values['fake-ai'] === true ? FAKE_AI : {},
    })
    const page = `${reached}${BASE}`
    print(`${paint(stderr, 'bold', say.playground)}  ${page}`)
    if (!isLocal(host)) {
      print(say.isOpen(host))
      for (const one of othersSee(origin)) print(`            ${one}${BASE}`)
    }
    workshop.start()
    if (args.values.open === true) {
      openInBrowser(page, () => print(say.noBrowser(page)))
    }
    await stopped(workshop, invocation)
    print(say.stopping)
    await workshop.stop()
    return 0
  },
}

const NAMED = { host: '--host', port: '--port' }

/** The addresses of a server that listens everywhere, for another device such as a phone. */
function othersSee(origin: string): readonly string[] {
  const { hostname, port } = new URL(origin)
  if (hostname !== '0.0.0.0' && hostname !== '[::]') return []
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => `http://${address}:${port}`)
}

/** The host and the addresses of this machine on the network. */
function ownNames(host: string): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? [])
  return [
    host,
    ...addresses.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address)),
  ]
}

/** The hosts that --allow-host names. */
function allowedHosts({ values }: Arguments): readonly string[] {
  const named = values['allow-host']
  return Array.isArray(named) ? named.map(String) : []
}

/** Resolves at Ctrl-C, at a signal, or at the end of npm's shell. A second signal ends everything at once. */
async function stopped(workshop: Workshop, { signals, exit }: Invocation): Promise<void> {
  const onSecond = () => {
    workshop.kill()
    exit(1)
  }
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  await stopRequest({ signals: names, onSecond, process: signals })
}
