import { spawn } from 'node:child_process'
import { expect } from 'chai'

/** A process in which nothing but the grace is left to wait for. */
const SCRIPT = (stop: string) => `
  const { stopOnSignal } = await import(${JSON.stringify(stop)})
  const server = { close() {}, closeIdleConnections() {}, closeAllConnections() {} }
  const app = { drain() {}, close: async () => {} }
  const log = { info() {}, warn: (_, text) => process.stdout.write(text) }
  setTimeout(() => process.kill(process.pid, 'SIGTERM'), 20)
  // Until the signal is there.
  setTimeout(() => {}, 150)
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
    expect([code, output]).to.deep.equal([0, 'grace is over, closing connections that still work'])
  })
})
