/** Pages of the internet in the browser of a developer: the demo token signs for everybody. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPush, signPush } from '@wechatbot/simulator'
import { DEMO_TOKEN } from 'wechatbot'
import { type Running, startBot } from '../running.js'
import { type Case, each, expectRefusal, expectStatus, expectThat } from './case.js'
import { textOf } from './target.js'
import { bytesOf, exchange, type Request } from './wire.js'

/** With a demo bot in a process of its own. */
async function withDemo<T>(use: (bot: Running) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'wechatbot-demo-'))
  const plugin = `export default { name: 'echoes', setup(scope) {
    scope.on('text', ({ message }) => 'ran ' + message.Content)
  } }`
  writeFileSync(join(folder, 'echoes.mjs'), plugin)
  const values = { bots: [{ token: DEMO_TOKEN, plugins: ['./echoes.mjs'] }] }
  writeFileSync(join(folder, 'wechatbot.config.json'), JSON.stringify(values))
  const bot = await startBot(folder)
  try {
    return await use(bot)
  } finally {
    await bot.stop()
    rmSync(folder, { recursive: true })
  }
}

/** A push that is signed as it should be, and what else a browser adds to it. */
function push({ url }: Running, headers: Request['headers'] = {}) {
  const signed = signPush(createPush({ kind: 'text', fields: { Content: 'a page' } }), {
    token: DEMO_TOKEN,
  })
  const target = `/wechat?${textOf(signed.query)}`
  return exchange(
    Number(new URL(url).port),
    bytesOf({ target, body: signed.body, headers: { host: 'localhost:3000', ...headers } }),
  )
}

export const demo: readonly Case[] = [
  {
    id: 'S26',
    name: 'a page that drives or rebinds a bot with the demo token',
    modes: ['plain'],
    isSlow: true,
    run: () =>
      withDemo(async (bot) => {
        const port = Number(new URL(bot.url).port)
        const pages: readonly Record<string, string | undefined>[] = [
          { origin: 'https://evil.example' },
          { origin: 'null' },
          { origin: bot.url },
          { 'sec-fetch-site': 'cross-site' },
          { 'sec-fetch-site': 'same-origin' },
          { host: 'evil.example' },
          { host: `evil.example:${port}` },
          { host: '127.0.0.1.evil.example' },
          { host: 'evil.example', 'x-forwarded-host': '127.0.0.1' },
          { host: '0.0.0.0' },
          { host: '' },
        ]
        const refused = await each(pages, async (headers) =>
          expectRefusal(await push(bot, headers), 403, JSON.stringify(headers)),
        )
        const hosts = ['127.0.0.1', `localhost:${port}`, '[::1]:1']
        const served = await each(hosts, async (host) => {
          const answer = await push(bot, { host })
          return [
            ...expectStatus(answer, 200, host),
            ...expectThat(answer.body.includes('ran a page'), `${host}: ${answer.body}`),
          ]
        })
        const open = await each(['/live', '/ready'], async (target) => {
          const headers = { host: 'evil.example', origin: 'https://evil.example' }
          return expectStatus(
            await exchange(port, bytesOf({ method: 'GET', target, headers })),
            200,
            target,
          )
        })
        return [...refused, ...served, ...open]
      }),
  },
]
