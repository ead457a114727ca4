import { request } from 'node:http'
import { connect } from 'node:net'
import { createPush, signPush } from '@wechatbot/simulator'
import { expect } from 'chai'
import { DEMO_TOKEN } from 'wechatbot'
import { type Dev, startDev, until } from './dev.js'

const SECRETS = {
  token: 'attack-specs-token',
  appSecret: '0123456789abcdef0123456789abcdef',
  encodingAESKey: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ',
}
/** Says its secrets wherever a bot can say something but to its user. */
const CONFIG = `
const secrets = ${JSON.stringify(SECRETS)}
const said = Object.values(secrets).join(' ')
const plugin = { name: 'leaky', setup(scope) {
  scope.on('text', (ctx) => { ctx.log.warn({ said }, said); throw new Error('failed with ' + said) })
} }
export default { bots: [{ ...secrets, appId: 'wx0123456789abcdef', plugins: [plugin] }] }
`

interface Asked {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

describe('wechatbot dev, attacked', () => {
  let dev: Dev

  before(async () => {
    dev = await startDev({ 'wechatbot.config.mjs': CONFIG })
    await dev.says('ready')
  })
  after(() => dev?.stop('SIGKILL'))

  const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}) =>
    new Promise<number | undefined>((resolve, reject) => {
      const target = { host: '127.0.0.1', port: new URL(dev.origin).port, path, method, headers }
      const sent = request(target, (response) => {
        resolve(response.statusCode)
        response.destroy()
      })
      sent.once('error', reject).end(body)
    })
  const command = (name: string, body: string, headers = {}) =>
    ask(`/playground/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
  const say = (more: object) =>
    command('send', JSON.stringify({ bot: 'main', openid: 'oA', kind: 'text', ...more }))
  /** The first line of what comes back; undefined when the connection just ends. */
  const raw = (head: string) =>
    new Promise<string | undefined>((resolve) => {
      const socket = connect(Number(new URL(dev.origin).port), '127.0.0.1')
      socket.once('data', (data) => {
        resolve(String(data).split('\r', 1)[0])
        socket.destroy()
      })
      socket.once('error', () => resolve(undefined)).once('close', () => resolve(undefined))
      socket.write(head)
    })

  afterEach(async () => {
    expect(await ask('/playground/'), 'it still serves its page').to.equal(200)
  })

  it('answers request targets that are no URLs', async () => {
    expect(await raw('GET //[ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')).to.match(/ 400 /)
    expect(await raw('GET //[?signature=%zz HTTP/1.1\r\nHost: x\r\n\r\n')).to.match(/ 400 /)
    expect(await raw('GET http://[/playground/ HTTP/1.1\r\nHost: x\r\n\r\n')).to.match(/ 400 /)
    expect(await raw('\0\x01garbage\r\n\r\n')).to.match(/ 400 /)
    expect(await raw('GET /playground/events HTTP/1.0\r\n\r\n')).to.match(/ 403 /)
  })

  it('serves nothing but its own files', async () => {
    for (const path of [
      '../package.json',
      '..%2fpackage.json',
      '%2e%2e/dist/index.js',
      '/etc/passwd',
    ]) {
      expect(await ask(`/playground/${path}`), path).to.equal(404)
    }
    for (const path of [
      '__proto__',
      'constructor',
      'main.js%00',
      'tsconfig.json',
      '%',
      'main.d.ts',
    ]) {
      expect(await ask(`/playground/${path}`), path).to.equal(404)
    }
    expect(await ask('/playground/../../../etc/passwd')).to.equal(404)
    expect(await ask('/playground/media?bot=__proto__&id=__proto__')).to.equal(404)
    expect(await ask('/playground/send', { method: 'DELETE' })).to.equal(405)
  })

  it('knows this machine by its names only', async () => {
    const hosts = ['evil.example', '127.0.0.1.evil.example', 'x@127.0.0.1', '127.0.0.1/x', '127.1']
    for (const host of [...hosts, '2130706433', '0.0.0.0', 'localhost.', '[::1', ' ']) {
      expect(await ask('/playground/', { headers: { host } }), host).to.equal(403)
    }
    for (const host of ['LOCALHOST:1', '[::1]:3000', '127.0.0.1']) {
      expect(await ask('/playground/', { headers: { host } }), host).to.equal(200)
    }
  })

  it('lets no page of a browser reach its bots, but a tunnel', async () => {
    const { token } = SECRETS
    const { query, body } = signPush(createPush({ kind: 'event:unsubscribe' }), {
      ...SECRETS,
      mode: 'safe',
      appId: 'wx0123456789abcdef',
      token,
    })
    const path = `/wechat?${new URLSearchParams(query)}`
    const push = (headers: Asked['headers'] = {}) => ask(path, { method: 'POST', headers, body })
    expect(await push({ origin: 'https://evil.example' })).to.equal(403)
    expect(await push({ origin: dev.origin })).to.equal(403)
    expect(await push({ 'sec-fetch-site': 'same-origin' })).to.equal(403)
    await dev.says('with Origin')
    expect(await ask('/live', { headers: { origin: 'https://evil.example' } })).to.equal(200)
    expect(await push({ host: 'some.tunnel.example' })).to.equal(200)
  })

  it('serves the demo token to this machine only, and to a tunnel that is named', async () => {
    const config = `export default { bots: [{ token: '${DEMO_TOKEN}' }] }`
    const own = await startDev({ 'wechatbot.config.mjs': config }, ['--allow-host', 'my.tunnel'])
    try {
      await own.says('ready')
      const { port } = new URL(own.origin)
      const push = (host: string) =>
        new Promise<number | undefined>((resolve, reject) => {
          const push = signPush(createPush({ kind: 'text' }), { token: DEMO_TOKEN })
          const path = `/wechat?${new URLSearchParams(push.query)}`
          const target = { host: '127.0.0.1', port, path, method: 'POST', headers: { host } }
          request(target, (response) => resolve(response.resume().statusCode))
            .once('error', reject)
            .end(push.body)
        })
      expect(await push('evil.example')).to.equal(403)
      expect(await push('127.0.0.1')).to.equal(200)
      expect(await push('my.tunnel')).to.equal(200)
    } finally {
      await own.stop()
    }
  })

  it('may be linked to, but not read, framed or written to by another page', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site' }
    const link = { ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect(await ask('/playground/', { headers: link })).to.equal(200)
    const frame = { ...link, 'sec-fetch-dest': 'iframe' }
    expect(await ask('/playground/', { headers: frame })).to.equal(403)
    const image = { ...foreign, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }
    expect(await ask('/playground/sample.svg', { headers: image })).to.equal(403)
    expect(await command('clear', '{}', link)).to.equal(403)
    const other = { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' }
    expect(await command('clear', '{}', other)).to.equal(403)
  })

  it('answers commands that are none with 400', async () => {
    for (const body of ['', 'x', '[]', 'null', '1', '"a"', '{"__proto__":{"bot":"main"}}']) {
      expect(await command('send', body), body).to.equal(400)
    }
    for (const fields of [{ '<x>': '1' }, { 'a b': '1' }, { Content: 1 }, ['x'], 'x', { '': '' }]) {
      expect(await say({ fields }), JSON.stringify(fields)).to.equal(400)
    }
    expect(await command('send', `{"bot":"${'x'.repeat(70_000)}"}`)).to.equal(400)
    expect(await command('settings', '{"bot":"main","mode":["safe"]}')).to.equal(400)
    expect(await command('settings', '{"bot":"main","mode":"none"}')).to.equal(400)
    expect(await command('__proto__', '{}')).to.equal(404)
    expect(await command('clear', '{}', { 'content-type': 'text/plain' })).to.equal(415)
    expect(
      await command('clear', '{}', { 'content-type': 'application/json; charset=utf-8' }),
    ).to.equal(200)
  })

  it('answers JSON of thousands of levels with 400', async () => {
    const deep = [
      (levels: number) => `${'{"a":'.repeat(levels)}"x"${'}'.repeat(levels)}`,
      (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`,
    ]
    for (const value of deep.flatMap((of) => [5000, 10_000].map(of))) {
      expect(await command('send', value), 'the body').to.equal(400)
      for (const field of ['bot', 'openid', 'kind', 'fields', 'isForged']) {
        const rest = { bot: 'main', openid: 'oA', kind: 'text', [field]: undefined }
        const body = `${JSON.stringify(rest).slice(0, -1)},"${field}":${value}}`
        expect(await command('send', body), field).to.equal(400)
      }
      const body = `{"bot":"main","mode":${value}}`
      expect(await command('settings', body), 'mode').to.equal(400)
    }
    const { error } = await dev.send({ bot: 'main', openid: 'oA', kind: 'text', fields: 'x' })
    expect(error).to.equal(
      'fields: expected texts by name, such as Content, 4 deep at most, got "x"',
    )
  })

  it('sends whatever texts there are', async () => {
    for (const Content of ['a]]>b', '\0\x07\ud800', '<x>&amp;', '\u202e', 'x'.repeat(30_000)]) {
      expect(await say({ fields: { Content } })).to.equal(200)
    }
    expect(
      await say({ kind: 'location', fields: { Location_X: 'north', Location_Y: '<>' } }),
    ).to.equal(200)
    expect(await say({ kind: 'constructor' })).to.equal(200)
    expect(await say({ kind: 'event:__proto__' })).to.equal(200)
  })

  it('lets only so many pages listen', async () => {
    const pages = Array.from({ length: 60 }, () => {
      const socket = connect(Number(new URL(dev.origin).port), '127.0.0.1')
      socket.on('error', () => {})
      socket.write('GET /playground/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
      return socket
    })
    await until(
      async () => (await ask('/playground/events')) === 503,
      () => 'it takes any number',
    )
    for (const page of pages) page.destroy()
    await until(
      async () => (await ask('/playground/events')) === 200,
      () => 'it never came back',
    )
  })

  it('keeps secrets from the page, also those in errors and logs', async () => {
    const { id } = await dev.send({ fields: { Content: 'leak' } })
    await until(
      async () => (await dev.snapshot()).exchanges.some((one) => one.id === id && one.seen),
      () => dev.output(),
    )
    const page = JSON.stringify(await dev.snapshot())
    expect(page).to.include('failed with [redacted]')
    for (const secret of Object.values(SECRETS)) {
      expect(page).to.not.include(secret)
      expect(dev.output()).to.not.include(secret)
    }
  })
})
