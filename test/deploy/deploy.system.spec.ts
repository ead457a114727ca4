/** examples/deploy, run: it does what docs/deploy.md says of it. */
import { Agent, request } from 'node:http'
import { request as requestTls } from 'node:https'
import { parseXml } from '@wechatbot/core'
import { createPush, signPush } from '@wechatbot/simulator'
import { expect } from 'chai'
import { hasRedis } from '#redis-server'
import { TOKEN } from '../faults/bot.js'
import { newId, pause, type Sent, sendXml } from '../faults/sender.js'
import { type Deployment, startDeployment } from './deployment.js'
import { hasNginx } from './nginx.js'

/** Of this machine, too, and none that `trustedProxies` has. */
const SENDER = '127.0.0.2'

const contentOf = (body: string) => parseXml(body).Content
const textPush = (msgId: string, Content: string) =>
  createPush({ kind: 'text', msgId, from: `o${msgId}`, fields: { Content } })

describe('four instances behind nginx', () => {
  let four: Deployment
  // WeChat's address is none of our proxies': what only they have said is refused.
  const post = (
    msgId: string,
    text: string,
    agent = new Agent({ localAddress: SENDER }),
    openid = `o${msgId}`,
  ) => sendXml(four.http, textPush(msgId, text), msgId, { agent, openid })
  /** The instance that nginx chooses for a user. */
  const instanceOf = async (openid: string) => {
    const { body } = await post(newId(), 'wait 1', undefined, openid)
    return /done by (\d+)/.exec(body)?.[1]
  }

  /** Two whom nginx sends to different instances. */
  const usersOfTwo = async (): Promise<readonly [string, string]> => {
    const first = await instanceOf('oUser0')
    for (let i = 1; ; i += 1) {
      if ((await instanceOf(`oUser${i}`)) !== first) return ['oUser0', `oUser${i}`]
    }
  }

  before(async function () {
    if (!hasNginx() || !hasRedis()) return this.skip()
    four = await startDeployment()
  })
  after(() => four?.stop())

  it('answer a retry that reaches another one, and one MsgId leads through all logs', async () => {
    const msgId = newId()
    const [here, there] = await usersOfTwo()
    const first = post(msgId, 'wait 900', undefined, here)
    await pause(300)
    // As after a change of the instances: the query is not what a message is known by.
    const second = post(msgId, 'wait 900', undefined, there)
    const [one, two] = await Promise.all([first, second])
    expect([one.status, two.status]).to.deep.equal([200, 200])
    // CreateTime is that of each response.
    expect(contentOf(two.body)).to.equal(contentOf(one.body)).and.to.contain('done by')
    await pause(50)
    const lines = four.linesOf(msgId).filter(({ msg }) => msg !== 'begun')
    const told = lines.map(({ port, msg, attempt, state }) => [
      four.ports.indexOf(port),
      msg,
      attempt,
      state,
    ])
    const [runner, waiter] = [
      told.find(([, msg]) => msg === 'message handled')?.[0],
      told.find(([, msg]) => msg === 'duplicate attempt recognised')?.[0],
    ]
    expect(runner).not.to.equal(waiter)
    const attempt = told.find(([, msg]) => msg === 'message handled')?.[2]
    expect(told.sort((a, b) => String(a[1]).localeCompare(String(b[1])))).to.deep.equal([
      [waiter, 'duplicate attempt recognised', 2, 'wait'],
      [runner, 'message handled', attempt, undefined],
      [waiter, 'retry answered', 2, undefined],
    ])
  })

  it('keep a user on one of them, and share the users out', async () => {
    const users = Array.from({ length: 12 }, (_, i) => `oUser${i}`)
    const chosen = await Promise.all(users.map(instanceOf))
    for (let round = 0; round < 3; round += 1) {
      expect(await Promise.all(users.map(instanceOf))).to.deep.equal(chosen)
    }
    expect(new Set(chosen).size).to.be.above(1)
  })

  it('answer a message whose instance is killed, in the same request', async () => {
    const msgId = newId()
    const sent = post(msgId, 'wait 700')
    await pause(350)
    const begun = four.linesOf(msgId).find(({ msg }) => msg === 'begun')
    four.kill(begun?.port ?? 0)
    const { status, body, ms } = await sent
    expect(status).to.equal(200)
    expect(body)
      .to.match(/done by \d+/)
      .and.not.to.contain(`done by ${begun?.port}`)
    expect(ms).to.be.below(4500)
    expect(four.linesOf(msgId).map(({ state }) => state)).to.include('taken-over')
    await four.restart(begun?.port ?? 0)
  })

  it('leave no 502 where an instance is killed shortly before WeChat hangs up: it would not ask again', async () => {
    const msgId = newId()
    const sent = post(msgId, 'wait 5900')
    await pause(4300)
    const begun = four.linesOf(msgId).find(({ msg }) => msg === 'begun')
    four.kill(begun?.port ?? 0)
    expect(await Promise.race([sent, pause(600)])).to.equal(undefined)
    await four.restart(begun?.port ?? 0)
    await sent
  })

  it('are replaced one after the other under load, and no push is refused or lost', async () => {
    const agents = Array.from(
      { length: 4 },
      () => new Agent({ keepAlive: true, maxSockets: 8, localAddress: SENDER }),
    )
    const sent: Promise<Sent>[] = []
    let isOver = false
    const load = (async () => {
      for (let i = 0; !isOver; i += 1) {
        const text = i % 10 === 0 ? 'wait 1200' : 'hello'
        // Half on kept connections, half on new ones.
        sent.push(post(newId(), text, i % 2 === 0 ? agents[(i / 2) % 4] : undefined))
        await pause(8)
      }
    })()
    await pause(300)
    const codes = []
    try {
      for (const port of four.ports) codes.push(await four.restart(port))
    } finally {
      isOver = true
      await load
    }
    const all = await Promise.all(sent)
    for (const agent of agents) agent.destroy()
    expect(codes).to.deep.equal([0, 0, 0, 0])
    expect(
      all.filter(({ status, body }) => status !== 200 || !/hello|done by/.test(body)),
    ).to.deep.equal([])
    expect(all.length).to.be.above(200)
    // A log is written after the response.
    await pause(100)
    const runs = four.runs()
    expect(all.filter(({ msgId }) => runs.get(keyOf(msgId)) !== 1)).to.deep.equal([])
  })

  it('show nothing but the bot, by http and by https', async () => {
    const paths = [
      ...['/wechat', '/wechat/', '//wechat', '/wechat//'],
      ...['/live', '/ready', '/metrics', '/', '/wechat/a', '/wechats'],
    ].map(async (path) => [path, await statusOf(four.http.replace('/wechat', path))])
    expect(Object.fromEntries(await Promise.all(paths))).to.deep.equal({
      '/wechat': 403,
      '/wechat/': 403,
      '//wechat': 403,
      '/wechat//': 403,
      '/live': 404,
      '/ready': 404,
      '/metrics': 404,
      '/': 404,
      '/wechat/a': 404,
      '/wechats': 404,
    })
    expect(await statusOf(four.https)).to.equal(403)
  })

  it('believe nginx who it was, and not what the sender says', async () => {
    const signed = (localAddress: string) => {
      const { query, body } = signPush(textPush(newId(), 'hello'), { token: TOKEN })
      const headers = { 'X-Forwarded-For': '127.0.0.2', 'Content-Length': Buffer.byteLength(body) }
      return statusOf(four.http, { method: 'POST', localAddress, headers }, query, body)
    }
    expect(await signed('127.0.0.2')).to.equal(200)
    expect(await signed('127.0.0.3')).to.equal(403)
  })

  it('leave no signature in the logs of nginx, and say who answered', () => {
    const log = four.accessLog()
    expect(log).to.match(
      /^\S+ 127\.0\.0\.2 POST \/wechat 200 [\d.]+ by 127\.0\.0\.1:\d+: 200 [\d.]+$/m,
    )
    expect(log + four.errorLog()).not.to.match(/signature|nonce|\?/)
  })
})

/** Of messages to the simulator's account. */
function keyOf(msgId: string): string {
  return `name:main|gh_0123456789ab|o${msgId}|${msgId}`
}

function statusOf(
  url: string,
  options = {},
  query: Record<string, string> = { signature: 'x', nonce: 'y' },
  body = '',
): Promise<number | undefined> {
  const send = url.startsWith('https:') ? requestTls : request
  const target = `${url}?${new URLSearchParams(query)}`
  return new Promise((resolve, reject) => {
    send(target, { agent: false, rejectUnauthorized: false, ...options })
      .on('response', (res) => resolve(res.resume().statusCode))
      .on('error', reject)
      .end(body)
  })
}
