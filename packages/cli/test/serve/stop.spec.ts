import { EventEmitter } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect } from 'chai'
import { type Stoppable, stopOnSignal } from '#src/serve/stop.js'

describe('stopOnSignal', () => {
  it('answers the connections that the kernel has made and the server has not taken yet', async () => {
    const server = createServer((_, res) => void res.setHeader('Connection', 'close').end('ok'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const signals = new EventEmitter()
    const stopped = stopOnSignal({
      app: { drain() {}, idle: async () => {}, close: async () => {} },
      log: { info() {}, warn() {} },
      exit: () => {},
      graceMs: 60_000,
      server,
      signals,
    } as unknown as Stoppable)
    const answers = Array.from({ length: 50 }, () => answerOf(port))
    // Node asks the kernel for them in the next tick, and takes none before the event loop turns.
    await new Promise<void>((resolve) => process.nextTick(resolve))
    signals.emit('SIGTERM')
    for (const answer of await Promise.all(answers)) expect(answer).to.match(/^HTTP\/1\.1 200 /)
    expect(await stopped).to.equal(0)
  })

  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    it(`finishes what has begun at ${signal}`, async () => {
      const signals = new EventEmitter()
      const done: string[] = []
      const stopped = stopOnSignal({
        app: {
          drain: () => done.push('drained'),
          idle: async () => {},
          close: async () => void done.push('closed'),
        },
        log: { info() {}, warn() {} },
        exit: () => {},
        graceMs: 60_000,
        server: createServer(),
        signals,
      } as unknown as Stoppable)
      signals.emit(signal)
      expect(signals.listenerCount(signal)).to.equal(1)
      expect(await stopped).to.equal(0)
      expect(done).to.deep.equal(['drained', 'closed'])
    })
  }
})

/** What the server says to a request, or the code of what went wrong. */
function answerOf(port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    connect(port, '127.0.0.1')
      .on('data', (data) => {
        text += data
      })
      .on('error', ({ code }: NodeJS.ErrnoException) => resolve(String(code)))
      .on('end', () => resolve(text))
      .write('GET / HTTP/1.1\r\nHost: bot\r\n\r\n')
  })
}
