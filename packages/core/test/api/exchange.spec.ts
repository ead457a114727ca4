import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import type { ApiError } from '#src/api/error.js'
import { createExchange } from '#src/api/exchange.js'
import { createSpecClock, failure } from '../fixtures.ts'

const JSON_TYPE = 'application/json; encoding=utf-8'

describe('the exchange', () => {
  let server: Server
  let answer: (res: ServerResponse, req: IncomingMessage) => unknown
  let asked: number
  let received: string

  before((done) => {
    server = createServer((req, res) => {
      asked += 1
      let text = ''
      req.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
      })
      req.on('end', () => {
        received = text
        answer(res, req)
      })
    })
    server.listen(0, '127.0.0.1', done)
  })
  after((done) => {
    server.closeAllConnections()
    server.close(done)
  })
  beforeEach(() => {
    asked = 0
  })

  // Its time-outs pass by the spec's clock only, however busy the machine is.
  const exchange = (clock = createSpecClock()) => {
    const { port } = server.address() as AddressInfo
    return createExchange({ clock, baseUrl: `http://127.0.0.1:${port}`, secrets: ['s3cr3t'] })
  }
  const json = (text: string | Uint8Array, type = JSON_TYPE, status = 200) => {
    answer = (res) => res.writeHead(status, { 'content-type': type }).end(text)
    return exchange().json({ method: 'POST', path: '/x?a=1', body: {} })
  }
  const error = async (work: () => Promise<unknown>) =>
    (await failure('API_FAILED', work)) as ApiError

  it('gives what is JSON, whatever its type says', async () => {
    expect(await json('{"a":1,"errcode":0}', 'text/plain')).to.deep.equal({ a: 1, errcode: 0 })
  })

  it('keeps ids of 64 bits, and what only looks like one', async () => {
    const text = String.raw`{"msgid":4001234567890123456,"msg_id": 3001234567890123457,"MsgID":9007199254740993,"menuid":208396938000000001,"n":"\"msgid\":4001234567890123456","small":{"msgid":12}}`
    expect(await json(text)).to.deep.equal({
      msgid: '4001234567890123456',
      msg_id: '3001234567890123457',
      MsgID: '9007199254740993',
      menuid: '208396938000000001',
      n: '"msgid":4001234567890123456',
      small: { msgid: 12 },
    })
  })

  it('reads characters that come in halves', async () => {
    answer = async (res) => {
      const bytes = Buffer.from('{"name":"微信😀"}')
      res.writeHead(200, { 'content-type': JSON_TYPE })
      for (const byte of bytes) {
        res.write(Buffer.of(byte))
        await new Promise((resolve) => setImmediate(resolve))
      }
      res.end()
    }
    expect(await exchange().json({ method: 'GET', path: '/x' })).to.deep.equal({ name: '微信😀' })
  })

  for (const [what, text, type, status, retry, says] of [
    ['an errcode', '{"errcode":45047,"errmsg":"no"}', JSON_TYPE, 200, 'no', '45047 no'],
    ['JSON that breaks off', '{"errcode":0', JSON_TYPE, 200, 'once', 'HTTP 200 with app'],
    ['a list', '[]', JSON_TYPE, 200, 'once', 'HTTP 200 with app'],
    ['null', 'null', JSON_TYPE, 200, 'once', 'HTTP 200 with app'],
    ['nothing', '', JSON_TYPE, 200, 'once', 'HTTP 200 with app'],
    ['a page', '<html>', 'text/html', 200, 'again', 'HTTP 200 with text/html'],
    ['a file', '\xff\xd8\xff', 'image/jpeg', 200, 'no', 'api.download'],
    ['bytes', '\xff\xd8\xff', 'application/octet-stream', 200, 'no', 'api.download'],
    ['a page of a proxy', '<html>', 'text/html', 403, 'no', 'HTTP 403 with text/html'],
    ['5xx', '{"errcode":0}', JSON_TYPE, 502, 'again', 'HTTP 502'],
    ['a refusal in JSON', '{"error":"no"}', JSON_TYPE, 403, 'no', 'HTTP 403 with app'],
    ['a refusal of this moment', '{}', JSON_TYPE, 429, 'again', 'HTTP 429'],
    ['a refusal that says ok', '{"errcode":0,"errmsg":"ok"}', JSON_TYPE, 413, 'no', 'HTTP 413'],
    ['JSON that moved', '{"media_id":"m"}', JSON_TYPE, 302, 'no', 'HTTP 302 with app'],
    ['a refusal with an errcode', '{"errcode":45047}', JSON_TYPE, 403, 'no', '45047'],
  ] as const) {
    it(`makes an error of ${what}`, async () => {
      const failed = await error(() => json(text, type, status))
      expect(failed).to.include({ retry, endpoint: 'POST /x' })
      expect(failed.message).to.contain(says)
    })
  }

  it('takes a file for one, whatever it is called', async () => {
    const headers = {
      'content-type': 'text/plain',
      'content-disposition': 'attachment; filename="a.mp3"',
    }
    answer = (res) => res.writeHead(200, headers).end('ID3')
    const download = await exchange().download({ method: 'POST', path: '/x', body: {} })
    expect(await download.text()).to.equal('ID3')
  })

  it('makes an error of a download whose status is no 2xx, whatever is in it', async () => {
    answer = (res) => res.writeHead(403, { 'content-type': JSON_TYPE }).end('{"video_url":"x"}')
    const failed = await error(() => exchange().download({ method: 'GET', path: '/x' }))
    expect(failed.message).to.contain('HTTP 403')
  })

  it('sends nothing that WeChat refuses, in whatever text it stands', async () => {
    answer = (res) => res.end('{}')
    const body = { a: '1\0\u001b\ud83d2\n', list: [{ b: '\udc003' }], n: 4, emoji: '😀' }
    await exchange().json({ method: 'POST', path: '/x', body })
    expect(received).to.equal('{"a":"1\ufffd2\\n","list":[{"b":"\ufffd3"}],"n":4,"emoji":"😀"}')
  })

  it('sends no name that WeChat refuses, nor any part of a form', async () => {
    answer = (res) => res.end('{}')
    const body = { 'a\0': { '\ud83db': ['\u0001c', { 'd\u0002': 1 }] }, e: null }
    await exchange().json({ method: 'POST', path: '/x', body })
    expect(received).to.equal('{"a":{"\ufffdb":["c",{"d":1}]},"e":null}')
    const form = new FormData()
    form.append('f\u0003', 'g\u0004')
    form.append('h', new Blob(['i\u0005']), 'j\u0006.txt')
    await exchange().json({ method: 'POST', path: '/x', body: form })
    expect(received).to.contain('name="f"\r\n\r\ng\r\n')
    // What is in a file is its own.
    expect(received).to.contain('name="h"; filename="j.txt"').and.to.contain('i\u0005')
  })

  it('shows no secret that is repeated in an answer', async () => {
    const errmsg = 'refused /x?access_token=t0k3n with t0k3n and s3cr3t'
    answer = (res) => res.end(JSON.stringify({ errcode: 1, errmsg }))
    const failed = await error(() =>
      exchange().json({
        method: 'POST',
        path: '/x',
        query: { access_token: 't0k3n' },
      }),
    )
    expect(failed.errmsg).to.equal(
      'refused /x?access_token=[redacted] with [redacted] and [redacted]',
    )
  })

  it('shows no secret that an answer repeats in another form, and takes an errmsg that is no text', async () => {
    const errmsg = { toString: null, seen: ['x s3cr3t', btoa('s3cr3t'), 's3cr3t'] }
    answer = (res) => res.end(JSON.stringify({ errcode: 1, errmsg }))
    const failed = await error(() => exchange().json({ method: 'POST', path: '/x' }))
    expect(failed.errcode).to.equal(1)
    expect(failed.errmsg).to.equal(
      '{"toString":null,"seen":["x [redacted]","[redacted]","[redacted]"]}',
    )
  })

  it('reads 4 MB, and no more', async () => {
    const list = (bytes: number) => JSON.stringify({ a: 'x'.repeat(bytes) })
    expect(await json(list(4_000_000))).to.have.property('a')
    expect(await error(() => json(list(5_000_000)))).to.include({ retry: 'once' })
  })

  for (const [what, begin] of [
    ['does not come', () => {}],
    ['does not end', (res: ServerResponse) => res.writeHead(200).write('{"errcode":')],
  ] as const) {
    it(`waits 5 s for an answer that ${what}`, async () => {
      const clock = createSpecClock()
      answer = begin
      let failed: ApiError | undefined
      void error(() => exchange(clock).json({ method: 'GET', path: '/x' })).then((it) => {
        failed = it
      })
      await clock.advance(4999)
      expect(asked).to.equal(1)
      expect(failed).to.equal(undefined)
      await clock.advance(1)
      expect(failed?.message).to.contain('no answer in 5000 ms')
      expect(clock.pending).to.equal(0)
    })
  }

  it('limits the time of a download to its last byte', async () => {
    const clock = createSpecClock()
    answer = (res) => res.writeHead(200, { 'content-type': 'audio/amr' }).write('first')
    const { body } = await exchange(clock).download({ method: 'GET', path: '/x' })
    const read = new Response(body).text().catch((reason: Error) => reason)
    await clock.advance(60_000)
    expect(await read).to.be.instanceOf(Error)
  })

  it('says that a connection was cut: the request may have arrived', async () => {
    answer = (res) => res.destroy()
    const cut = await error(() => exchange().json({ method: 'GET', path: '/x' }))
    expect(cut).to.include({ retry: 'once', errmsg: 'UND_ERR_SOCKET' })
  })

  it('fails with the reason of a signal that has aborted already', async () => {
    const reason = new Error('enough')
    const request = { method: 'GET', path: '/x', signal: AbortSignal.abort(reason) } as const
    const failed = await exchange()
      .json(request)
      .catch((it: unknown) => it)
    expect(failed).to.equal(reason)
    expect(asked).to.equal(0)
  })
})
