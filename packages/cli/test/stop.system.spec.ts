import { spawn } from 'node:child_process'
import { expect } from 'chai'

/** A process in which nothing but the grace is left to wait for. */
const SCRIPT = (stop: string) => `
  const { stopOnSignal } = await import(${JSON.stringify(stop)})
  const { createServer } = await import('node:http')
  const { connect } = await import('node:net')
  const { once } = await import('node:events')
  const app = { drain() {}, idle: async () => {}, close: async () => {} }
  const log = { info() {}, warn: (_, text) => process.stdout.write(text) }
  const server = createServer(() => {
    // The request is there, and nothing but the signal is to come.
    for (const socket of [peer, ...sockets]) socket.unref()
    process.kill(process.pid, 'SIGTERM')
  })
  const sockets = []
  server.on('connection', (socket) => sockets.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const peer = connect(server.address().port, '127.0.0.1', () => peer.write('GET / HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n'))
  process.exitCode = await stopOnSignal({ app, server, log, graceMs: 400 })
`

describe('stopOnSignal', () => {
  it('waits for the grace when a connection that nobody reads is all there is', async () => {
    const stop = import.meta.resolve('#src/stop.js')
    const child = spawn(process.execPath, ['--input-type=module', '-e', SCRIPT(stop)])
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect([code, output]).to.deep.equal([0, 'grace is over, ending what still works'])
  })
})
