import { connect } from 'node:net'
import { expect } from 'chai'
import { createApp } from '#src/app.js'
import { type Bot, type BotOptions, createBot } from '#src/bot.js'
import { createServer } from '#src/http/server.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { collectGarbage } from './collect.ts'
import { createSpecClock, eventXml, failure, signedQuery, textXml } from './fixtures.ts'
import { call, closeServers, listen, push, withQuery } from './http-client.ts'
import { recordingLogger } from './recording-logger.ts'
import { settled } from './settled.ts'

describe('createApp', () => {
  const clock = createSpecClock()
  const logger = recordingLogger()
  const newBot = (options: Partial<BotOptions> = {}): Bot => {
    return createBot({ token: 'spec4Token', clock, logger, ...options })
  }

  afterEach(closeServers)

  it('serves each bot at its path, with its own token and handlers', async () => {
    const one = newBot({ name: 'one', path: '/one', token: 'tokenOne' })
    const two = newBot({ name: 'two', path: '/two', token: 'tokenTwo' })
    one.on('text', () => 'from one')
    two.on('text', () => 'from two')
    const url = await listen(createServer(createApp({ bots: [one, two], logger })))
    const answer = async (path: string, token: string) => {
      const { status, body } = await push(`${url}${path}`, textXml(), {
        query: signedQuery({ token }),
      })
      return `${status} ${/from \w+/.exec(body)?.[0] ?? body}`
    }
    expect(await answer('/one', 'tokenOne')).to.equal('200 from one')
    expect(await answer('/two', 'tokenTwo')).to.equal('200 from two')
    expect(await answer('/one', 'tokenTwo')).to.equal('403 ')
    expect((await call(`${url}/three`)).status).to.equal(404)
  })

  it('holds the objects of the last message, and not of all', async () => {
    const server = createServer(createApp({ bots: [newBot()], logger }))
    const requests: WeakRef<object>[] = []
    server.on('request', (request) => requests.push(new WeakRef(request)))
    const url = await listen(server)
    for (const nonce of '123456') {
      const query = signedQuery({ nonce })
      const { status } = await push(`${url}/wechat`, textXml({ MsgId: nonce }), { query })
      expect(status).to.equal(200)
    }
    expect((await call(`${url}/wechat`)).status).to.equal(403)
    await new Promise((resolve) => setTimeout(resolve, 0))
    collectGarbage()
    const held = requests.filter((request) => request.deref() !== undefined)
    expect(held).to.include(requests[5])
    // V8 may hold the first one for itself.
    expect(held.length).to.be.at.most(2)
  })

  it('hangs up on a body that nobody has to read', async () => {
    const url = await listen(createServer(createApp({ bots: [newBot()], logger })))
    const connection = async (path: string, headers: Record<string, string>) => {
      const kept = { connection: 'keep-alive', ...headers }
      const answer = await call(`${url}${path}`, { method: 'POST', headers: kept, body: 'x' })
      return answer.headers.connection
    }
    for (const path of ['/wechat', '/nobody']) {
      expect(await connection(path, { 'content-length': '100000000' }), path).to.equal('close')
      expect(await connection(path, { 'content-length': '1' }), path).to.equal('keep-alive')
    }
  })

  it('answers 400 to a target that is no path, without a line in the log, and asks no bot', async () => {
    const log = recordingLogger()
    const seen: string[] = []
    const bot = newBot({ logger: log, observe: ({ type }) => seen.push(type) })
    const url = await listen(createServer(createApp({ bots: [bot], logger: log })))
    const statusOf = (target: string) =>
      new Promise<string>((resolve, reject) => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1')
        let came = ''
        socket.on('data', (chunk) => {
          came += chunk
        })
        socket.on('error', reject)
        socket.on('end', () => resolve(came.slice(0, came.indexOf('\r\n'))))
        socket.write(`GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
      })
    const path = '/wechat?signature=1'
    const odd = ['*', 'x', `http://x${path}`, '//[', `//k@Þ${path}#`, `/\\k@Þ${path}#`]
    for (const target of ['http://[/', `http://[${path}`, `http://a:b${path}`, ...odd]) {
      expect(await statusOf(target), target).to.equal('HTTP/1.1 400 Bad Request')
    }
    expect(seen).to.deep.equal([])
    expect(log.lines).to.deep.equal([])
    expect(await statusOf(`${path}#[`)).to.equal('HTTP/1.1 403 Forbidden')
  })

  it('serves the same path with a slash more', async () => {
    const bot = newBot()
    bot.on('text', () => 'here')
    const url = await listen(createServer(createApp({ bots: [bot], logger })))
    for (const path of ['/wechat', '/wechat/', '//wechat', '///wechat//']) {
      const { status, body } = await push(`${url}${path}`, textXml(), { query: signedQuery() })
      expect(`${status} ${/here/.exec(body)?.[0]}`, path).to.equal('200 here')
      const query = { ...signedQuery(), echostr: '17' }
      expect((await call(withQuery(`${url}${path}`, query))).body).to.equal('17')
    }
  })

  it('says now and then where bots are when a push comes to another path', async () => {
    const log = recordingLogger()
    const bots = [newBot({ name: 'a' }), newBot({ name: 'b', path: '/two/', token: 'tokenTwo' })]
    const url = await listen(createServer(createApp({ bots, logger: log })))
    for (const path of ['/Wechat', '/wechat2', '//x//y']) {
      const { status } = await push(`${url}${path}`, textXml(), { query: signedQuery() })
      expect(status, path).to.be.oneOf([400, 404])
    }
    expect((await call(`${url}/favicon.ico`)).status).to.equal(404)
    expect(log.lines.map(({ level, text }) => `${level} ${text}`)).to.deep.equal([
      "warn a push came to /Wechat, bots are at /wechat, /two/; compare the URL in WeChat's console with path",
    ])
  })

  it('refuses two bots at one path, and a bot at the path of a health check', async () => {
    const twice = [newBot({ name: 'a' }), newBot({ name: 'b' })]
    const error = await failure('BAD_CONFIG', () => createApp({ bots: twice, logger }))
    expect(error.message).to.contain('"b"').and.to.contain('"/wechat"').and.to.contain('"a"')
    for (const path of ['/live', '/ready']) {
      await failure('BAD_CONFIG', () => createApp({ bots: [newBot({ path })], logger }))
    }
  })

  it('lets no path of a bot hide the path of another', async () => {
    for (const other of ['/bot/', '/Bot']) {
      const bots = [
        newBot({ name: 'a', path: '/bot', token: 'tokenA' }),
        newBot({ name: 'b', path: other, token: 'tokenB' }),
      ]
      const query = { ...signedQuery({ token: 'tokenB' }), echostr: '1' }
      const outcome = await Promise.resolve()
        .then(() => listen(createServer(createApp({ bots, logger }))))
        .then((url) => call(withQuery(`${url}${other}`, query)))
        .then(({ status }) => status)
        .catch((error: { code?: string }) => error.code)
      // Reached, or refused at start.
      expect(outcome, other).to.be.oneOf([200, 'BAD_CONFIG'])
    }
  })

  it('refuses wrong server options', async () => {
    const error = await failure('BAD_CONFIG', () => {
      return createApp({ bots: [], server: { trustedProxies: ['proxy'] }, logger })
    })
    expect(error.message).to.contain('server.trustedProxies[0]')
  })

  describe('health checks', () => {
    it('are live at once, and ready when all plugins are set up', async () => {
      let goOn = () => {}
      const slow = {
        name: 'slow',
        setup: () => {
          return new Promise<void>((resolve) => {
            goOn = resolve
          })
        },
      }
      const app = createApp({ bots: [newBot({ plugins: [slow] })], logger })
      const url = await listen(createServer(app))
      expect(await call(`${url}/live`)).to.include({ status: 200, body: 'ok' })
      expect(await call(`${url}/ready`)).to.include({ status: 503, body: 'starting' })
      goOn()
      await app.ready()
      expect(await call(`${url}/ready`)).to.include({ status: 200, body: 'ok' })
    })

    it('are never ready when a plugin cannot be set up', async () => {
      const error = new Error('no database')
      const broken = { name: 'broken', setup: () => Promise.reject(error) }
      const app = createApp({ bots: [newBot({ plugins: [broken] })], logger })
      const url = await listen(createServer(app))
      expect(await app.ready().catch((it: unknown) => it)).to.equal(error)
      expect((await call(`${url}/ready`)).status).to.equal(503)
      expect((await call(`${url}/live`)).status).to.equal(200)
    })
  })

  it('drains: is not ready, stays live, and closes each connection after its answer', async () => {
    const bot = newBot()
    bot.on('text', () => 'still here')
    const app = createApp({ bots: [bot], logger })
    await app.ready()
    const url = await listen(createServer(app))
    app.drain()
    expect(await call(`${url}/ready`)).to.include({ status: 503, body: 'draining' })
    expect((await call(`${url}/live`)).status).to.equal(200)
    const answer = await push(`${url}/wechat`, textXml())
    expect(answer.status).to.equal(200)
    expect(answer.body).to.contain('still here')
    expect(answer.headers.connection).to.equal('close')
  })

  it('sheds a message beyond maxInFlight of all bots, and lets retries of the others join', async () => {
    const states: string[] = []
    const observe = (record: ObservedRecord) =>
      record.type === 'claimed' && states.push(record.state)
    let finish = (_reply: string) => {}
    const [one, other] = ['one', 'other'].map((name) =>
      newBot({ name, path: `/${name}`, errorText: 'busy', observe }),
    ) as [Bot, Bot]
    one.on('text', () => new Promise<string>((resolve) => (finish = resolve)))
    other.on('text', () => 'at once')
    const app = createApp({ bots: [one, other], server: { maxInFlight: 1 }, logger })
    const url = await listen(createServer(app))
    const first = push(`${url}/one`, textXml())
    await settled()
    const retry = push(`${url}/one`, textXml())
    await settled()
    for (const path of ['one', 'other']) {
      expect((await push(`${url}/${path}`, textXml({ MsgId: '2' }))).body).to.contain('busy')
    }
    finish('slow')
    for (const { body } of await Promise.all([first, retry])) expect(body).to.contain('slow')
    expect((await push(`${url}/other`, textXml({ MsgId: '3' }))).body).to.contain('at once')
    expect(states).to.deep.equal(['run', 'joined', 'shed', 'shed', 'run'])
  })

  it('closes all its bots', async () => {
    const closed: string[] = []
    const bots = ['a', 'b'].map((name) => {
      const plugin = { name: 'x', setup: () => () => void closed.push(name) }
      return newBot({ name, path: `/${name}`, plugins: [plugin] })
    })
    await createApp({ bots, logger }).close()
    expect(closed).to.have.members(['a', 'b'])
  })

  it('runs two different events of one second, and the same MsgId of two users', async () => {
    const runs: string[] = []
    const bot = newBot()
    bot.on('*', ({ message }) => void runs.push(message.kind))
    const url = `${await listen(createServer(createApp({ bots: [bot], logger })))}/wechat`
    await push(url, eventXml('CLICK', { EventKey: 'a' }))
    await push(url, eventXml('CLICK', { EventKey: 'b' }))
    await push(url, textXml({ FromUserName: 'u1' }))
    await push(url, textXml({ FromUserName: 'u2' }))
    await settled()
    expect(runs).to.have.length(4)
  })
})
