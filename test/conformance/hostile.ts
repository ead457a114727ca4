/** A hostile request over a socket, against a bot of its own. */
import { connect } from 'node:net'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { createApp, createBot, createLogger, createServer } from 'wechatbot'
import type { Hostile, HostileCase } from './vectors.js'

export interface Verdict {
  /** Of the response; undefined when the connection was closed without one. */
  readonly status: number | undefined
  readonly head: string
  readonly body: string
  /** How many handlers ran. */
  readonly runs: number
  /** Whether a well-formed request is answered afterwards. */
  readonly isAlive: boolean
}

/** What is never sent to the end: the bot's body deadline has to end it. */
const UNFINISHED = /^(content-length-lies-long|slow-loris)$/

export async function attack(hostile: HostileCase, config: Hostile['config']): Promise<Verdict> {
  const clock = createManualClock(config.clock * 1000)
  let runs = 0
  const bot = createBot({
    token: config.token,
    appId: config.appId,
    mode: hostile.mode,
    ...(hostile.mode === 'safe' ? { encodingAESKey: config.encodingAESKey } : {}),
    clock,
    logger: createLogger({ level: 'silent' }),
  })
  bot.on('*', () => {
    runs += 1
    return '好'
  })
  const server = createServer(createApp({ bots: [bot] }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  try {
    const response = await exchange(port, requestOf(hostile), hostile, clock)
    const live = await fetch(`http://127.0.0.1:${port}/live`)
    return { ...response, runs, isAlive: (await live.text()) === 'ok' }
  } finally {
    server.close()
    server.closeAllConnections()
    await bot.close()
  }
}

function requestOf({ method, query, headers, ...rest }: HostileCase): Buffer {
  const body =
    rest.bodyGenerator === undefined
      ? Buffer.from(rest.bodyBase64 ?? '', 'base64')
      : Buffer.from(rest.bodyGenerator.parts.map((p) => p.text.repeat(p.repeat ?? 1)).join(''))
  const isChunked = headers['transfer-encoding'] === 'chunked'
  const length =
    isChunked || headers['content-length'] !== undefined || body.length === 0
      ? []
      : [`content-length: ${body.length}`]
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const head = [`${method} /wechat?${query} HTTP/1.1`, 'host: localhost', ...lines, ...length]
  return Buffer.concat([
    Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'),
    isChunked ? chunked(body) : body,
  ])
}

function chunked(body: Buffer): Buffer {
  const size = Buffer.from(`${body.length.toString(16)}\r\n`)
  return Buffer.concat([size, body, Buffer.from('\r\n0\r\n\r\n')])
}

function exchange(
  port: number,
  request: Buffer,
  { name }: HostileCase,
  clock: ManualClock,
): Promise<{ status: number | undefined; head: string; body: string }> {
  return new Promise((resolve) => {
    let received = ''
    let isDone = false
    const socket = connect(port, '127.0.0.1')
    const finish = () => {
      if (isDone) return
      isDone = true
      socket.destroy()
      const [head = '', body = ''] = received.split(/\r\n\r\n([\s\S]*)/)
      const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]
      resolve({ status: status === undefined ? undefined : Number(status), head, body })
    }
    socket.setEncoding('utf8')
    socket.on('data', (data) => {
      received += data
      const length = /content-length: (\d+)/i.exec(received)?.[1]
      const body = received.split(/\r\n\r\n([\s\S]*)/)[1]
      if (length !== undefined && Buffer.byteLength(body ?? '') >= Number(length)) finish()
    })
    // A response to a request that was too large may be cut off by the reset that follows it.
    socket.on('error', finish)
    socket.on('close', finish)
    if (!UNFINISHED.test(name)) {
      socket.write(request)
      return
    }
    socket.write(name === 'slow-loris' ? request.subarray(0, -20) : request, () => {
      // The deadline of the body, once the server has begun to read.
      void clock.advance(4000)
    })
  })
}
