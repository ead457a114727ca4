/** `wechatbot menu`, against WeChat's API as the simulator has it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFakeApi, type FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Call, type Called, wechatbot } from '#cli-test/call.js'

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
      expect(pulled.stdout).to.contain("{\n      name: '时间',\n      reply: '9:00'\n    }")
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

    for (const [key, code] of [
      ['\u0003', 130],
      ['\u0004', 1],
    ] as const) {
      it(`takes ${key === '\u0003' ? 'Ctrl-C' : 'Ctrl-D'} for no answer, without a word`, async () => {
        const call = new Call(['menu', 'push', '-c', write({ menu: MENU })], { isTerminal: true })
        await call.heard.until('[y/N] ')
        call.stdin.write(key)
        expect([await call.ended, call.stderr]).to.deep.equal([code, ''])
        expect(api.library.menu).to.equal(undefined)
      })
    }

    it('asks WeChat without the plugins and the store of the bot', async () => {
      const file = write({ menu: MENU, plugins: ['./not-built.ts'] })
      expect((await run('menu', 'diff', '-c', file)).stderr).to.equal('')
      expect((await run('check', '-c', file)).stderr).to.contain('./not-built.ts')
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
})
