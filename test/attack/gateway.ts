/** What the bots under attack take for WeChat's API: it keeps what they send, and answers as it is told. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a message is answered that has one of these words in it; any other is sent. */
const ANSWERS: Readonly<Record<string, (secrets: string) => readonly [number, object]>> = {
  'please-403': () => [403, { message: 'forbidden' }],
  'please-302': () => [302, { media_id: 'elsewhere' }],
  'please-413': () => [413, { errcode: 0, errmsg: 'ok' }],
  'please-shout': (secrets) => [200, { errcode: 45002, errmsg: secrets + 'x'.repeat(2_600_000) }],
}

export interface Gateway {
  readonly url: string
  /** Bodies of customer-service messages, as they came. */
  readonly sent: readonly string[]
  readonly close: () => Promise<void>
}

/** @param accessToken what it gives to whoever asks. */
export async function startGateway(accessToken: string): Promise<Gateway> {
  const sent: string[] = []
  const server = createServer(async (req, res) => {
    const chunks: Uint8Array[] = []
    for await (const chunk of req) chunks.push(chunk as Uint8Array)
    const body = Buffer.concat(chunks).toString()
    if (req.url === '/cgi-bin/stable_token') {
      const { secret } = JSON.parse(body) as { secret: string }
      secrets = `appsecret=${secret} ${secret} ${accessToken} ?access_token=${accessToken}&x=1 `
      secrets += `${btoa(secret)} ${Buffer.from(accessToken).toString('hex')} `
      return write(res, 200, { access_token: accessToken, expires_in: 7200 })
    }
    sent.push(body)
    const word = Object.keys(ANSWERS).find((it) => body.includes(it))
    const [status, answer] = ANSWERS[word ?? '']?.(secrets) ?? [200, { errcode: 0, errmsg: 'ok' }]
    write(res, status, answer)
  })
  let secrets = ''
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function write(res: ServerResponse, status: number, answer: object): void {
  const headers = { 'content-type': 'application/json', location: 'https://example.com/' }
  res.writeHead(status, headers).end(JSON.stringify(answer))
}
