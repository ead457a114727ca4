/** One request of anybody's, handed to an app without a socket: thousands in a second. */
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'

export interface Response {
  readonly status: number
  readonly headers: unknown
  readonly body: string
}

export interface Request {
  readonly method?: string
  /** As it stands in the request line, unchecked. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

type Listener = (req: IncomingMessage, res: ServerResponse) => Promise<void>

/** @param listener `app.callback()`, which settles once the response is written. */
export async function ask(listener: Listener, request: Request): Promise<Response> {
  const req = new IncomingMessage(new Socket())
  req.method = request.method ?? 'POST'
  req.url = request.url
  Object.assign(req.headers, request.headers)
  req.push(Buffer.from(request.body ?? ''))
  req.push(null)
  const res = new ServerResponse(req)
  let body = ''
  res.end = ((chunk?: unknown) => {
    body += chunk === undefined ? '' : String(chunk)
    return res
  }) as ServerResponse['end']
  await listener(req, res)
  return { status: res.statusCode, headers: { ...res.getHeaders() }, body }
}
