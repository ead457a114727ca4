import { spawn } from 'node:child_process'
import { expect } from 'chai'

/** A process in which nothing but the grace period is left to wait for. */
const SCRIPT = (stop: string) => `
  const { stopOnSignal } = await import(${JSON.stringify(stop)})
  const { createServer } = await import('node:http')
  const { connect } = await import('node:net')
  // The signal comes with a request that is never answered.
  const server = createServer(() => process.kill(process.pid, 'SIGTERM')).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  server.on('connection', (socket) => socket.unref())
  const peer = connect(server.address().port, '127.0.0.1', () => peer.write('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'))
  peer.unref()
  const app = { drain() {}, idle: async () => {}, close: async () => {} }
  const log = { info() {}, warn: (_, text) => process.stdout.write(text) }
  const exit = (code) => process.exit(code)
  process.exitCode = await stopOnSignal({ app, server, log, graceMs: 400, signals: process, exit })
`

describe('stopOnSignal', () => {
  it('waits for the grace period when the only connection has no reader', async () => {
    const stop = import.meta.resolve('#src/serve/stop.js')
    const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT(stop)])
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect([code, output]).to.deep.equal([0, 'grace period over, aborting what is still running'])
  })
})
