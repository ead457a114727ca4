/** Bytes to a server and back, over a socket: requests that no HTTP client would send. */
import { connect, type Socket } from 'node:net'

export interface Answer {
  /** Undefined when the connection ended without one. */
  readonly status: number | undefined
  readonly head: string
  readonly body: string
  /** Everything that came. */
  readonly bytes: string
  /** From the connection to its end. */
  readonly ms: number
  /** How much of the request was taken from us. */
  readonly sent: number
}

export interface Request {
  /** @default 'POST' */
  readonly method?: string
  readonly target: string
  /** Replace the default ones; `undefined` leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string | Uint8Array
}

/** The longest an answer may take. The server's own limits end at 8 s. */
const PATIENCE_MS = 9000

/** The bytes of a request; the last on its connection unless the headers say otherwise. */
export function bytesOf({ method = 'POST', target, headers = {}, body = '' }: Request): Buffer {
  const content = Buffer.from(body as string)
  const defaults = {
    host: 'localhost',
    connection: 'close',
    ...(method === 'GET' ? {} : { 'content-length': String(content.length) }),
  }
  const lines = Object.entries({ ...defaults, ...headers })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`)
  const head = `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`
  return Buffer.concat([Buffer.from(head, 'utf8'), content])
}

/** Sends bytes and reads until the server hangs up. With `isCut`, hangs up itself when sent. */
export function exchange(
  port: number,
  bytes: Uint8Array | ((socket: Socket) => void),
  options: {
    readonly isCut?: boolean
    readonly patienceMs?: number
    /** Another of this machine's addresses to come from. */
    readonly from?: string
  } = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    const startedAt = performance.now()
    const chunks: Buffer[] = []
    const { from: localAddress } = options
    const socket = connect({ port, host: '127.0.0.1', ...(localAddress && { localAddress }) })
    let timer: NodeJS.Timeout | undefined
    const finish = () => {
      clearTimeout(timer)
      socket.destroy()
      const received = Buffer.concat(chunks).toString('utf8')
      const [head = '', body = ''] = received.split(/\r\n\r\n([\s\S]*)/)
      const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]
      resolve({
        status: status === undefined ? undefined : Number(status),
        head,
        body,
        bytes: received,
        ms: performance.now() - startedAt,
        sent: socket.bytesWritten - socket.writableLength,
      })
    }
    timer = setTimeout(finish, options.patienceMs ?? PATIENCE_MS)
    socket.on('data', (data: Buffer) => chunks.push(data))
    // A reset follows an answer to a request that was too large; what came before it counts.
    socket.on('error', () => {})
    socket.on('close', finish)
    if (typeof bytes === 'function') bytes(socket)
    else if (options.isCut) socket.write(bytes, () => socket.end())
    else socket.write(bytes)
  })
}

/** Writes `total` bytes as fast as they are taken, until the other side has had enough. */
export function flood(socket: Socket, head: string, chunk: Uint8Array, total: number): void {
  let left = total
  const pump = () => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length
      if (!socket.write(chunk)) {
        socket.once('drain', pump)
        return
      }
    }
  }
  socket.write(head)
  pump()
}
