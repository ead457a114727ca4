import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { type Bot, type BotConfig, createBot, createLogger } from '@wechatbot/core'
import { createFakeApi, createManualClock, type FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { examineAccount } from '#src/doctor/account.js'
import type { Finding } from '#src/doctor/finding.js'
import { wordsIn } from '#src/words/index.js'

const EN = wordsIn('en')

const ACCOUNT = { appId: 'wx0123456789abcdef', appSecret: 'canarySecret0123456789abcdef0123' }
/** A whole second, as the header Date has it. */
const NOW = Date.parse('2026-03-01T08:00:00Z')
const MENU = { button: [{ name: '时间', reply: '9:00' }] }
const TYPING = 'POST /cgi-bin/message/custom/typing'

describe('what the doctor finds of an account', () => {
  let api: FakeApi
  let bot: Bot

  beforeEach(async () => {
    api = await createFakeApi(ACCOUNT)
  })
  afterEach(async () => {
    await bot.close()
    await api.close()
  })

  const examine = async (more: Partial<BotConfig> = {}, clock = createManualClock()) => {
    const config = { token: 'doctorToken', ...ACCOUNT, api: { baseUrl: api.url }, ...more }
    bot = createBot({ ...config, logger: createLogger({ level: 'silent' }) })
    const findings = await examineAccount(bot, config, clock, EN.doctor)
    expect(JSON.stringify(findings)).not.to.contain(ACCOUNT.appSecret)
    return findings
  }
  const of = (check: string, findings: readonly Finding[]) => {
    const found = findings.filter((finding) => finding.check === check)
    expect(found, check).to.have.length(1)
    const { verdict, text } = found[0] as Finding
    return `${verdict}: ${text}`
  }
  const endpoints = () => api.calls.map(({ endpoint }) => endpoint)

  it('is well where the API answers', async () => {
    const findings = await examine()
    expect(findings.map(({ check, verdict }) => `${check} ${verdict}`)).to.deep.equal([
      'clock ok',
      'access token ok',
      'customer service ok',
    ])
    expect(api.messages.sent).to.deep.equal([])
  })

  it('is no access token where the bot has no API: nothing of it is called', async () => {
    bot = createBot({ token: 'doctorToken', logger: createLogger({ level: 'silent' }) })
    const config = { token: 'doctorToken', api: { baseUrl: api.url } }
    const findings = await examineAccount(bot, config, createManualClock(), EN.doctor)
    expect(of('api', findings)).to.match(/^ok: not used: without appSecret/)
    expect(findings.map(({ check }) => check)).to.deep.equal(['clock', 'api'])
    expect(endpoints()).to.deep.equal(['HEAD /'])
  })

  for (const [errcode, errmsg, words] of [
    [40164, 'invalid ip 1.2.3.4, not in whitelist', 'add 1.2.3.4 to the IP whitelist'],
    [40125, 'invalid appsecret', 'compare appSecret'],
    [40013, 'invalid appid', 'compare appId'],
  ] as const) {
    it(`says what to do about ${errcode}, and asks no further`, async () => {
      api.fail('POST /cgi-bin/stable_token', { errcode, errmsg }, 9)
      const findings = await examine({ menu: MENU })
      expect(of('access token', findings))
        .to.match(/^fail: /)
        .and.contain(words)
      expect(findings.map(({ check }) => check)).to.deep.equal(['clock', 'access token'])
    })
  }

  for (const [errcode, verdict, words] of [
    [40003, 'ok', 'may send'],
    [45015, 'ok', 'may send'],
    [45080, 'ok', 'may send'],
    [48001, 'warn', 'late: ["hold", "mailbox"]'],
    [45009, 'warn', '45009'],
  ] as const) {
    it(`takes ${errcode} for an answer about the right to customer service: ${verdict}`, async () => {
      api.fail(TYPING, { errcode, errmsg: 'as the spec says' }, 9)
      const text = of('customer service', await examine())
      expect(text.startsWith(`${verdict}: `), text).to.equal(true)
      expect(text).to.contain(words)
    })
  }

  it('are the addresses of WeChat that allowFrom lacks', async () => {
    api.library.callbackIps = ['1.1.1.1', '1.1.1.2', '1.1.1.3', '1.1.1.4', '1.1.1.5']
    const lacking = of('allowFrom', await examine({ allowFrom: ['1.1.1.2'] }))
    expect(lacking).to.match(/^warn: lacks 1\.1\.1\.1, 1\.1\.1\.3, 1\.1\.1\.4 of WeChat's 5/)
    await bot.close()
    const all = of('allowFrom', await examine({ allowFrom: [...api.library.callbackIps] }))
    expect(all).to.equal('ok: has all 5 addresses of WeChat')
  })

  describe('with a menu', () => {
    const theirs = { button: [{ type: 'click', name: '时间', key: '时间' }] }

    it('is whether WeChat has the same', async () => {
      expect(of('menu', await examine({ menu: MENU }))).to.match(
        /^warn: differs .* wechatbot menu diff/,
      )
      await bot.close()
      api.library.menu = theirs
      expect(of('menu', await examine({ menu: MENU }))).to.equal(
        'ok: the same as in the config file',
      )
    })

    it('is why it cannot be compared, and all else', async () => {
      api.fail('GET /cgi-bin/menu/get', { errcode: 48001, errmsg: 'api unauthorized' }, 9)
      const findings = await examine({ menu: MENU })
      expect(of('menu', findings)).to.match(/^warn: .*48001/)
      expect(of('access token', findings)).to.match(/^ok: /)
      expect(of('customer service', findings)).to.match(/^ok: /)
    })

    it('is nothing without one in the config file', async () => {
      await examine()
      expect(endpoints()).not.to.include('GET /cgi-bin/menu/get')
    })
  })

  describe('of the clock', () => {
    let server: Server
    let says: string | undefined

    beforeEach(async () => {
      server = createServer((_, response) => {
        response.sendDate = false
        if (says !== undefined) response.setHeader('date', says)
        response.end()
      }).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
    })
    afterEach(() => {
      server.close()
      server.closeAllConnections()
    })

    const clockAt = async (skewSeconds: number) => {
      const { port } = server.address() as AddressInfo
      bot = createBot({ token: 'doctorToken', logger: createLogger({ level: 'silent' }) })
      const config = { token: 'doctorToken', api: { baseUrl: `http://127.0.0.1:${port}` } }
      const clock = createManualClock(NOW + skewSeconds * 1000)
      return of('clock', await examineAccount(bot, config, clock, EN.doctor))
    }

    for (const [skew, expected] of [
      [0, "ok: the same as WeChat's"],
      [30, "ok: 30 s ahead of WeChat's"],
      [31, "fail: 31 s ahead of WeChat's; pushes are refused from 300 s on"],
      [-30, "ok: 30 s behind WeChat's"],
      [-31, "fail: 31 s behind WeChat's; pushes are refused from 300 s on"],
    ] as const) {
      it(`is how far it is off: ${skew} s`, async () => {
        says = new Date(NOW).toUTCString()
        expect(await clockAt(skew)).to.contain(expected)
      })
    }

    it('is asked through the proxy of the configuration', async () => {
      says = new Date(NOW).toUTCString()
      const { port } = server.address() as AddressInfo
      const asked: string[] = []
      const proxy = createServer().on('connect', ({ url = '' }, socket) => {
        asked.push(url)
        const tunnel = connect(port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n')
          socket.pipe(tunnel).pipe(socket)
        })
      })
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
      bot = createBot({ token: 'doctorToken', logger: createLogger({ level: 'silent' }) })
      const api = {
        baseUrl: 'http://wechat.invalid',
        proxy: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      }
      const clock = createManualClock(NOW)
      const findings = await examineAccount(bot, { token: 'doctorToken', api }, clock, EN.doctor)
      proxy.close()
      expect(of('clock', findings)).to.match(/^ok: /)
      expect(asked).to.deep.equal(['wechat.invalid:80'])
    })

    it('is a warning where nobody says what time it is', async () => {
      says = undefined
      expect(await clockAt(0)).to.match(/^warn: .* says no time/)
    })

    it('is a warning where WeChat cannot be reached', async () => {
      const { port } = server.address() as AddressInfo
      await new Promise((resolve) => server.close(resolve))
      bot = createBot({ token: 'doctorToken', logger: createLogger({ level: 'silent' }) })
      const config = { token: 'doctorToken', api: { baseUrl: `http://127.0.0.1:${port}` } }
      const text = of('clock', await examineAccount(bot, config, createManualClock(), EN.doctor))
      expect(text).to.match(/^warn: not compared: .*cannot be reached.*ECONNREFUSED/)
    })
  })
})
