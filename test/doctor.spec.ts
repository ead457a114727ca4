/** `wechatbot menu` and `wechatbot doctor`, against WeChat's API as the simulator has it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeApi, type FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Call, type Called, startBot, wechatbot } from '#cli-test/call.js'

const SECRET = 'canarySecret0123456789abcdef0123'
const ACCOUNT = { appId: 'wx0123456789abcdef', appSecret: SECRET }
const MENU = {
  button: [
    { name: '时间', reply: '9:00' },
    { name: '更多', sub_button: [{ name: '官网', type: 'view', url: 'https://example.com' }] },
  ],
}

describe('with an account', () => {
  let folder: string
  let api: FakeApi
  const called: Called[] = []

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'wechatbot-'))
  })
  after(() => rmSync(folder, { recursive: true }))
  beforeEach(async () => {
    api = await createFakeApi(ACCOUNT)
  })
  afterEach(async () => {
    await api.close()
    for (const { stdout, stderr } of called.splice(0))
      expect(stdout + stderr).not.to.contain(SECRET)
  })

  const write = (bot: object = {}, server: object = { port: 0, host: '127.0.0.1' }) => {
    const file = join(folder, 'wechatbot.config.json')
    const whole = { token: 'doctorToken', ...ACCOUNT, api: { baseUrl: api.url }, ...bot }
    writeFileSync(file, JSON.stringify({ server, bots: [whole] }))
    return file
  }
  const run = async (...args: string[]) => {
    const result = await wechatbot(args)
    called.push(result)
    return result
  }

  describe('wechatbot menu', () => {
    it('shows, pushes, pulls and deletes', async () => {
      const file = write({ menu: MENU })
      const before = await run('menu', 'diff', '-c', file)
      expect(before.code).to.equal(1)
      expect(before.stdout).to.contain('+       "name": "时间"').and.contain('"key": "时间"')
      const pushed = await run('menu', 'push', '--yes', '-c', file)
      expect([pushed.code, pushed.stderr]).to.deep.equal([0, ''])
      expect(api.library.menu).to.deep.equal({
        button: [
          { name: '时间', type: 'click', key: '时间' },
          {
            name: '更多',
            sub_button: [{ name: '官网', type: 'view', url: 'https://example.com' }],
          },
        ],
      })
      expect((await run('menu', 'diff', '-c', file)).stdout).to.equal('the same\n')
      expect((await run('menu', 'push', '-c', file)).stdout).to.equal('the same already\n')
      const pulled = await run('menu', 'pull', '-c', file)
      expect(pulled.stdout).to.contain("name: '官网'").and.contain("type: 'view'")
      const json = await run('menu', 'pull', '--json', '-c', file)
      expect(JSON.parse(json.stdout)).to.have.property('button')
      expect((await run('menu', 'delete', '-y', '-c', file)).code).to.equal(0)
      expect(api.library.menu).to.equal(undefined)
      expect((await run('menu', 'pull', '-c', file)).stdout).to.equal('the account has no menu\n')
    })

    it('lets no menu move the cursor, and keeps what it says', async () => {
      const name = 'a\u009b2J\u202eb\u2028'
      api.library.menu = { button: [{ name, type: 'click', key: 'k' }] }
      for (const words of [['pull'], ['pull', '--json'], ['diff'], ['diff', '--json']]) {
        const { stdout } = await run('menu', ...words, '-c', write({ menu: MENU }))
        expect(stdout).to.contain('a\\u009b2J\\u202eb\\u2028')
        expect(stdout).not.to.match(/[\u0080-\u009f\u2028-\u202e]/)
      }
      const { stdout } = await run('menu', 'pull', '--json', '-c', write())
      expect(JSON.parse(stdout).button[0].name).to.equal(name)
    })

    it('asks on a terminal, and does what is confirmed', async () => {
      const file = write({ menu: MENU })
      const answered = (action: string, answer: string) => {
        const call = new Call(['menu', action, '-c', file], { isTerminal: true })
        const asked = call.heard.until('[y/N] ')
        return asked.then(() => call.stdin.write(`${answer}\r`)).then(() => call.ended)
      }
      expect(await answered('push', 'n')).to.equal(1)
      expect(api.library.menu).to.equal(undefined)
      expect(await answered('push', 'y')).to.equal(0)
      expect(api.library.menu).to.have.property('button')
      expect(await answered('delete', '')).to.equal(1)
      expect(await answered('delete', '是')).to.equal(0)
      expect(api.library.menu).to.equal(undefined)
    })

    it('asks nobody who is not there, and says what is wrong', async () => {
      const file = write({ menu: MENU })
      expect((await run('menu', 'push', '-c', file)).code).to.equal(2)
      expect(api.library.menu).to.equal(undefined)
      expect((await run('menu', 'pish')).stderr).to.contain('did you mean push?')
      expect((await run('menu', 'diff', '-c', write())).stderr).to.contain('add menu:')
      api.fail('GET /cgi-bin/menu/get', { errcode: 48001, errmsg: 'api unauthorized' })
      const refused = await run('menu', 'diff', '-c', write({ menu: MENU }))
      expect(refused.code).to.equal(1)
      expect(refused.stderr).to.contain('48001').and.contain('接口权限')
    })
  })

  describe('wechatbot doctor', () => {
    it('finds an account well, and a menu that is not pushed', async () => {
      const { code, stdout } = await run('doctor', '-c', write({ menu: MENU }))
      expect(stdout)
        .to.match(/ok +main: access token/)
        .and.match(/ok +main: customer service/)
      expect(stdout).to.match(/warn +main: menu: differs .* wechatbot menu diff/)
      expect(stdout).to.match(/ok +main: clock: \d+ s/)
      expect(code).to.equal(0)
    })

    for (const [errcode, errmsg, words] of [
      [
        40164,
        'invalid ip 1.2.3.4 ipv6 ::ffff:1.2.3.4, not in whitelist',
        'add 1.2.3.4 to the IP whitelist',
      ],
      [40125, 'invalid appsecret', 'compare appSecret'],
      [40013, 'invalid appid', 'compare appId'],
    ] as const) {
      it(`explains ${errcode}`, async () => {
        api.fail('POST /cgi-bin/stable_token', { errcode, errmsg }, 9)
        const { code, stdout } = await run('doctor', '-c', write())
        expect(code).to.equal(1)
        expect(stdout).to.contain(words)
      })
    }

    it('repeats of an answer neither escapes nor secrets', async () => {
      const errmsg = 'no\u001b[2J\u009b2J access_token=canary-access of redis://u:canary-access@h'
      api.fail('POST /cgi-bin/stable_token', { errcode: 40013, errmsg }, 99)
      for (const words of [[], ['--json']]) {
        const { stdout } = await run('doctor', ...words, '-c', write())
        expect(stdout).to.contain('[redacted]').and.not.contain('canary-access')
        expect(stdout).not.to.match(/[^\P{Cc}\n]/u)
      }
    })

    it('says that the right is missing, and which addresses allowFrom lacks', async () => {
      api.fail('POST /cgi-bin/message/custom/typing', {
        errcode: 48001,
        errmsg: 'api unauthorized',
      })
      const { stdout } = await run('doctor', '--json', '-c', write({ allowFrom: ['127.0.0.1'] }))
      const found = JSON.parse(stdout) as { check: string; verdict: string; text: string }[]
      const of = (check: string) => found.find((each) => each.check === check)
      expect(of('customer service')).to.include({ verdict: 'warn' })
      expect(of('allowFrom')?.text).to.contain('101.226.103.0/25')
    })

    it('tries the public URL as the console does', async () => {
      const file = write()
      const bot = await startBot(folder, ['--config', file])
      const well = await run('doctor', '--url', `${bot.url}/wechat`, '-c', file)
      expect(well.stdout).to.match(/ok +main: url: .* answers the handshake/)
      expect(well.stdout).to.match(/ok +main: url: and refuses/)
      const elsewhere = await run('doctor', '--url', `${bot.url}/nope`, '-c', file)
      expect(elsewhere.stdout).to.contain('no bot at this path')
      expect(elsewhere.code).to.equal(1)
      const other = write({ token: 'anotherToken' })
      expect((await run('doctor', '--url', `${bot.url}/wechat`, '-c', other)).stdout).to.contain(
        'same token',
      )
      await bot.stop()
      const gone = await run('doctor', '--url', `${bot.url}/wechat`, '-c', file)
      expect(gone.stdout).to.contain('ECONNREFUSED')
    })

    it('knows who else may answer there', async () => {
      let answer: (url: URL) => [number, string] = () => [200, '']
      const server: Server = createServer((req, res) => {
        const [status, body] = answer(new URL(req.url ?? '/', 'http://a'))
        res.writeHead(status, { 'content-type': 'text/html', location: '/x' }).end(body)
      }).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechat`
      for (const [reply, words] of [
        [() => [200, '<html>'], 'something else answers there'],
        [(asked: URL) => [200, `${asked.searchParams.get('echostr')}\n`], 'more than the echostr'],
        [() => [502, ''], 'nginx reaches no bot'],
        [() => [301, ''], 'does not follow'],
        [(asked: URL) => [200, asked.searchParams.get('echostr') ?? ''], 'to who has not signed'],
      ] as const) {
        answer = reply as typeof answer
        const { stdout, code } = await run('doctor', '--url', url, '-c', write())
        expect(stdout).to.contain(words)
        expect(code).to.equal(1)
      }
      server.close()
    })
  })
})
