import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFakeApi, type FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'
import { ACCOUNT, configure, find, run } from './examined.js'

const KEY = 'canarykeyABCDEFGHIJKLMNOPQRSTUVWXYZ01234567'

describe('wechatbot doctor', () => {
  let folder: Folder
  let api: FakeApi

  beforeEach(async () => {
    folder = new Folder()
    api = await createFakeApi(ACCOUNT)
  })
  afterEach(async () => {
    await api.close()
    folder.remove()
  })

  const write = (bot = '', more = '') => configure(folder, api, bot, more)

  it('shows a line for everything it has looked at, and exits 0', async () => {
    const file = write(`appId: '${ACCOUNT.appId}', appSecret: '${ACCOUNT.appSecret}'`)
    const { code, stdout } = await run('-c', file)
    const lines = stdout.trimEnd().split('\n')
    expect(lines[0]).to.equal(`ok    config: ${file}, 1 bot(s), node ${process.version}`)
    expect(lines.slice(1).map((line) => /^.{6}(main: )?[^:]+/.exec(line)?.[0])).to.deep.equal([
      'ok    port',
      'ok    main: token',
      'ok    main: plugins',
      'ok    main: clock',
      'ok    main: access token',
      'ok    main: customer service',
      'warn  main: url',
    ])
    expect(code).to.equal(0)
  })

  it('warns of a second config file, which is not read', async () => {
    write()
    folder.write('.wechatbotrc.json', '{}')
    const { stdout } = await wechatbot(['doctor'], folder.path)
    expect(stdout).to.contain('warn  config: not read, because this file comes before it')
    expect(stdout).to.contain(': .wechatbotrc.json; keep one of them')
  })

  it('exits 1 when something fails', async () => {
    const failing = "plugins: [{ name: 'till', setup() { throw new Error('no till') } }]"
    const { code, stdout } = await run('-c', write(failing))
    expect(stdout).to.contain('fail  main: plugins: no till')
    expect(code).to.equal(1)
  })

  it('repeats of what came neither escapes nor secrets', async () => {
    const errmsg = 'no\u001b[2J\u009b2J access_token=canary-a of redis://u:canary-b@h'
    api.fail('POST /cgi-bin/stable_token', { errcode: 40013, errmsg }, 99)
    const said = `new Error('\\u001b[2J redis://u:canary-c@h')`
    const file = write(
      `appId: 'wx0123456789abcdef', appSecret: '${ACCOUNT.appSecret}',
       plugins: [{ name: 'till', setup() { throw ${said} } }]`,
    )
    for (const words of [[], ['--json']]) {
      const { stdout } = await run(...words, '-c', file)
      expect(stdout).to.contain('access_token=[redacted]').and.contain('redis://[redacted]@h')
      expect(stdout).not.to.match(/[^\P{Cc}\n]/u)
    }
  })

  it('looks at the port of the metrics, where they are on', async () => {
    const config = `export default { server: { port: 0, metrics: { port: 0 } }, bots: [{ token: 'doctorToken', api: { baseUrl: '${api.url}' } }] }`
    const of = await find(folder.write('wechatbot.config.mjs', config))
    expect(of('metrics')).to.equal('ok: 0 is free for wechatbot start')
  })

  it('names the plugins that are set up', async () => {
    const plugins = "plugins: [{ name: 'a', setup() {} }, { name: 'b', setup() {} }]"
    expect((await find(write(plugins)))('main: plugins')).to.equal('ok: a, b')
  })

  it('says that there are none', async () => {
    expect((await find(write()))('main: plugins')).to.equal('ok: none')
  })

  it('closes what it has set up', async () => {
    await run(
      '-c',
      write("plugins: [{ name: 'a', setup: () => () => { process.env.DOCTOR = 'x' } }]"),
    )
    expect(process.env.DOCTOR).to.equal('x')
    delete process.env.DOCTOR
  })

  for (const [bot, expected] of [
    ['', 'ok: has the right shape, plain mode'],
    [`appId: 'wx1', encodingAESKey: '${KEY}'`, 'ok: has the right shape, safe mode'],
    [
      `appId: 'wx1', encodingAESKey: '${KEY}', mode: 'compat'`,
      'ok: has the right shape, compat mode',
    ],
    ["token: ['doctorToken', 'with space']", 'warn: the console takes 3 to 32 letters or digits'],
    [
      "token: 'doctorTokenOf33CharactersWhichIs1'",
      'warn: the console takes 3 to 32 letters or digits; this one has 33: take a shorter one',
    ],
    ["token: 'doctor-token'", 'this one has others'],
    ["token: 'wechatbotdemo'", 'warn: the demo token, served on 127.0.0.1 only'],
  ] as const) {
    it(`says of the token of { ${bot.replace(KEY, '...')} }: ${expected}`, async () => {
      expect((await find(write(bot)))('main: token')).to.contain(expected)
    })
  }

  describe('with the URL of the console', () => {
    let server: Server
    let asked: string[]
    let isRefusing: boolean

    beforeEach(async () => {
      asked = []
      isRefusing = false
      server = createServer(({ url = '' }, response) => {
        asked.push(url.split('?', 1)[0] ?? '')
        const echostr = new URL(url, 'http://a').searchParams.get('echostr')
        response.writeHead(echostr === null || isRefusing ? 403 : 200).end(echostr ?? '')
      }).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
    })
    afterEach(() => {
      server.close()
      server.closeAllConnections()
    })

    const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

    it('tries it as the console does', async () => {
      const of = await find(write(), '--url', `${origin()}/bots/shop`)
      expect(of('main: url').split('\n')).to.deep.equal([
        `ok: ${origin()}/bots/shop answers the handshake of WeChat's console`,
        'ok: and refuses a request without a signature',
      ])
      expect(asked).to.deep.equal(['/bots/shop', '/bots/shop'])
    })

    const two = () =>
      folder.write(
        'wechatbot.config.mjs',
        `const api = { baseUrl: '${api.url}' }
         export default { server: { host: '127.0.0.1', port: 0 }, bots: [
           { name: 'one', path: '/1', token: 'doctorToken', api },
           { name: 'two', path: '/2', token: 'tokenOfTwo', api },
         ] }`,
      )

    for (const path of ['/1', '/1/']) {
      it(`asks no bot at ${path}, the path of another one`, async () => {
        const of = await find(two(), '--url', `${origin()}${path}`)
        expect(of('one: url')).to.match(/^ok: /)
        const [not] = of('two: url').split(' is another')
        expect(not).to.equal(`warn: not tried: ${path}`)
        expect(of('two: url')).to.match(/another bot's, .* path is \/2; /)
        expect(asked).to.deep.equal([path, path])
      })
    }

    it('asks the bot that is named, and says at which path it is where the other one refuses', async () => {
      const well = await find(two(), '--url', `${origin()}/1`, '--bot', 'two')
      expect(well('two: url')).to.match(/^ok: /)
      isRefusing = true
      const of = await find(two(), '--url', `${origin()}/1/`, '--bot', 'two')
      expect(of('two: url')).to.match(
        /^fail: the signature is refused: \/1\/ is another bot's .* path is \/2$/,
      )
      const own = await find(two(), '--url', `${origin()}/2/`, '--bot', 'two')
      expect(own('two: url')).to.match(/^fail: .*is it the same token/)
    })

    it('takes the path of the bot where the URL has none', async () => {
      await find(write("path: '/shop'"), '--url', origin())
      expect(asked).to.deep.equal(['/shop', '/shop'])
    })
  })

  describe('of several bots', () => {
    const two = () =>
      folder.write(
        'wechatbot.config.mjs',
        `const api = { baseUrl: '${api.url}' }
         export default { server: { host: '127.0.0.1', port: 0 }, bots: [
           { name: 'one', path: '/1', token: 'doctorToken', api },
           { name: 'two', path: '/2', token: 'doctor token', api },
         ] }`,
      )

    it('looks at all, or at one', async () => {
      const ofAll = await find(two())
      expect(ofAll('one: token')).to.match(/^ok/)
      expect(ofAll('two: token')).to.match(/^warn/)
      const ofOne = await find(two(), '--bot', 'two')
      expect(ofOne('one: token')).to.equal('')
      expect(ofOne('two: token')).to.match(/^warn/)
    })

    it('knows none of another name', async () => {
      const { code, stderr } = await run('-c', two(), '--bot', 'three')
      expect(code).to.equal(2)
      expect(stderr).to.contain('no bot "three"; the config file has one, two')
    })
  })

  it('tells wrong usage', async () => {
    const values = await run('now')
    expect(values.code).to.equal(2)
    expect(values.stderr).to.contain('takes no values, got "now"')
    for (const given of ['example.com', 'localhost:3000/wechat', 'http://']) {
      const { code, stderr } = await run('-c', 'never-read.json', '--url', given)
      expect(code).to.equal(2)
      expect(stderr).to.contain(
        `--url: expected a URL that begins with http:// or https://, got "${given}"`,
      )
    }
  })
})
