import { spawn } from 'node:child_process'
import { expect } from 'chai'

/**
 * A process in which nothing but the time to stop is left to wait for. It prints the warnings of its log, and `closed`
 * when its store closes.
 */
const SCRIPT = (
  stop: string,
  { handles = '() => {}', closes = 'async () => {}', graceMs = 400 },
) => `
  const { stopOnSignal } = await import(${JSON.stringify(stop)})
  const { createServer } = await import('node:http')
  const { connect } = await import('node:net')
  const print = (text) => process.stdout.write(text + '\\n')
  // The signal comes with a request.
  const server = createServer((req, res) => {
    process.kill(process.pid, 'SIGTERM')
    const handle = ${handles}
    handle(req, res)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => socket.unref())
  const peer = connect(server.address().port, '127.0.0.1', () => peer.write('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'))
  peer.unref()
  const app = { drain() {}, idle: async () => {}, close: ${closes} }
  const store = { close: async () => print('closed') }
  const log = { info() {}, warn: (_, text) => print(text) }
  const exit = (code) => process.exit(code)
  process.exitCode = await stopOnSignal({ app, server, store, log, graceMs: ${graceMs}, signals: process, exit })
`

/** Answers, so that nothing is left but to close. */
const ANSWERS = `(_, res) => res.setHeader('Connection', 'close').end('ok')`

describe('stopOnSignal', () => {
  it('waits for the grace period when the only connection has no reader', async () => {
    expect(await run({})).to.deep.equal([
      0,
      'grace period over, aborting what is still running\nclosed\n',
    ])
  })

  it('leaves to plugins that close what is left of the grace period', async () => {
    const closes = `() => new Promise((resolve) => setTimeout(() => {
      print('plugin done')
      resolve()
    }, 1000).unref())`
    expect(await run({ handles: ANSWERS, closes, graceMs: 30_000 })).to.deep.equal([
      0,
      'plugin done\nclosed\n',
    ])
  })

  it('warns of plugins that do not close in time', async () => {
    expect(await run({ handles: ANSWERS, closes: '() => new Promise(() => {})' })).to.deep.equal([
      0,
      'plugins or jobs did not close in time, and the store closes without them\nclosed\n',
    ])
  })
})

/** The exit code of the process, and what it prints. */
async function run(parts: Parameters<typeof SCRIPT>[1]): Promise<[unknown, string]> {
  const stop = import.meta.resolve('#src/serve/stop.js')
  const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT(stop, parts)])
  let output = ''
  child.stdout.on('data', (data) => {
    output += data
  })
  const code = await new Promise((resolve) => child.once('close', resolve))
  return [code, output]
}
