import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer } from 'node:net'
import { expect } from 'chai'
import { examineUrl } from '#src/doctor/url.js'
import { wordsIn } from '#src/words/index.js'
import { Listeners, SECRETS } from './listeners.js'

const EN = wordsIn('en')

describe('whether WeChat reaches the bot, by the URL of the console', () => {
  let listeners: Listeners
  beforeEach(() => {
    listeners = new Listeners()
  })
  afterEach(() => listeners.close())

  const examine = async (port: number, path = '/wechat', secrets = SECRETS) => {
    const findings = await examineUrl(
      new URL(`http://127.0.0.1:${port}${path}`),
      secrets,
      EN.doctor.url,
    )
    expect(JSON.stringify(findings)).not.to.contain(secrets.token)
    return findings.map(({ check, verdict, text }) => `${check} ${verdict}: ${text}`)
  }
  const examineServer = async (listener: RequestListener) =>
    examine(await listeners.portOf(createHttpServer(listener)))
  /** What the handshake is answered with. */
  const answering = (answer: (echostr: string) => string) =>
    examineServer(({ url = '' }, response) => {
      const echostr = new URL(url, 'http://a').searchParams.get('echostr') ?? ''
      response.writeHead(echostr === '' ? 403 : 200).end(answer(echostr))
    })

  it('is well when the handshake is answered, and a request without a signature refused', async () => {
    const port = await listeners.portOfBot()
    expect(await examine(port)).to.deep.equal([
      `url ok: http://127.0.0.1:${port}/wechat answers the handshake of WeChat's console`,
      'url ok: and refuses a request without a signature',
    ])
    // The page of doctor says so.
    expect(listeners.refused).to.deep.equal(['BAD_SIGNATURE'])
  })

  it('fails when the token is another one, and says so', async () => {
    const [text, ...others] = await examine(await listeners.portOfBot(), '/wechat', {
      token: 'another',
    })
    expect(text).to.match(/^url fail: .*is it the same token, and is its clock right\?$/)
    expect(others).to.deep.equal([])
  })

  it('names both paths when the bot is at another, and takes a slash more for the same', async () => {
    const port = await listeners.portOfBot()
    const [text] = await examine(port, '/Wechat')
    expect(text).to.contain('the URL says /Wechat, path in the config file /wechat')
    for (const path of ['/wechat/', '//wechat']) {
      const verdicts = (await examine(port, path)).map((it) => it.split(':')[0])
      expect(verdicts, path).to.deep.equal(['url ok', 'url ok'])
    }
  })

  it('says that no bot runs where nothing listens on this machine, and nothing of DNS', async () => {
    const server = createServer()
    const port = await listeners.portOf(server)
    await new Promise((resolve) => server.close(resolve))
    const [text, ...others] = await examine(port)
    expect(text).to.match(/ECONNREFUSED.*no bot runs there: wechatbot start$/)
    expect(text).not.to.match(/DNS|firewall/)
    expect(others).to.deep.equal([])
  })

  it('fails when no bot is at the path', async () => {
    expect((await examine(await listeners.portOfBot(), '/nope'))[0]).to.match(
      /^url fail: no bot at this path/,
    )
  })

  it('fails when a request without a signature is not refused', async () => {
    const findings = await examineServer(({ url = '' }, response) => {
      response.end(new URL(url, 'http://a').searchParams.get('echostr') ?? 'welcome')
    })
    expect(findings[0]).to.match(/^url ok: .*answers the handshake/)
    expect(findings[1]).to.match(/^url fail: answers 200 to a request without a signature/)
  })

  for (const [what, answer] of [
    ['a line feed after it', (echostr: string) => `${echostr}\r\n`],
    ['a BOM before it', (echostr: string) => `\ufeff${echostr}`],
  ] as const) {
    it(`fails when the echostr has ${what}`, async () => {
      expect((await answering(answer))[0]).to.match(/^url fail: .*more than the echostr/)
    })
  }

  for (const [status, words] of [
    [200, 'expected the echostr, got 200 with text/html; something else answers there'],
    [301, 'redirects (301); WeChat does not follow: give the last URL'],
    [302, 'redirects (302)'],
    [404, 'no bot at this path'],
    [418, 'expected the echostr, got 418 with text/html'],
    [500, '500: nginx reaches no bot'],
    [502, '502: nginx reaches no bot'],
  ] as const) {
    it(`fails when ${status} is the answer`, async () => {
      const headers = { 'content-type': 'text/html', location: '/elsewhere' }
      const findings = await examineServer((_, response) => {
        response.writeHead(status, headers).end('<html>')
      })
      expect(findings).to.have.length(1)
      expect(findings[0]).to.contain(`url fail: ${words}`)
    })
  }

  it('fails when the echostr comes with another status than 200', async () => {
    const findings = await examineServer(({ url = '' }, response) => {
      response.writeHead(201).end(new URL(url, 'http://a').searchParams.get('echostr'))
    })
    expect(findings).to.have.length(1)
    expect(findings[0]).to.contain('url fail: expected the echostr, got 201 with nothing')
  })

  it('does not follow where it is led', async () => {
    let requests = 0
    await examineServer((_, response) => {
      requests += 1
      response.writeHead(301, { location: '/elsewhere' }).end()
    })
    expect(requests).to.equal(1)
  })

  it('says where to look when nothing answers', async () => {
    const port = await listeners.portOf(createServer((socket) => socket.destroy()))
    expect((await examine(port))[0])
      .to.match(/^url fail: http:.* cannot be reached: /)
      .and.contain('DNS, firewall, security group, certificate')
  })
})
