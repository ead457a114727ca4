// npm run foreign: FakeWechat talks to a bot made with co-wechat, plain and safe, and prints the chat.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { FakeWechat } from '@wechatbot/simulator'
import wechat from 'co-wechat'
import Koa from 'koa'
import { appId, encodingAESKey, token } from './account.mjs'

const MESSAGES = ['你好', '表情 😀', 'x', '<b>&amp;</b>']

await chat('plain', { token, appId })
await chat('safe', { token, appId, encodingAESKey })

async function chat(mode, secrets) {
  const config = { token, appid: appId, encodingAESKey: secrets.encodingAESKey }
  const app = new Koa()
  app.use(wechat(config).middleware(async (message) => `外来：${message.Content}`))
  const server = createServer(app.callback()).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bot = `http://127.0.0.1:${server.address().port}/`
  const user = new FakeWechat({ bot, ...secrets }).user('oA')
  say(`co-wechat, ${mode}`)
  for (const content of MESSAGES) {
    await user.says(content).shouldReply(`外来：${content}`)
    say(`  oA   ${content}\n  bot  外来：${content}`)
  }
  server.close()
  server.closeAllConnections()
}

function say(line) {
  process.stdout.write(`${line}\n`)
}
