// Safe mode with the npm package wechat-crypto as the other end, both ways, over real HTTP:
// it pushes and opens our replies; and it is the bot that FakeWechat talks to.
import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import {
  buildXml,
  createApp,
  createBot,
  createLogger,
  createServer,
  parseXml,
  sign,
} from '@wechatbot/core'
import { createPush, FakeWechat } from '@wechatbot/simulator'
import WXBizMsgCrypt from 'wechat-crypto'

const token = 'interoptoken'
const encodingAESKey = 'interopKeyInteropKeyInteropKeyInteropKey012'
const appId = 'wxinterop00000001'
const crypto = new WXBizMsgCrypt(token, encodingAESKey, appId)
const MESSAGES = ['你好', '表情 😀 和 ]]>', 'x', 'y'.repeat(700), '<b>&amp;</b>']

await foreignPusher()
await foreignBot()

/** wechat-crypto encrypts and signs; the bot answers; wechat-crypto opens the reply. */
async function foreignPusher() {
  const bot = createBot({ token, encodingAESKey, appId, logger: createLogger({ level: 'silent' }) })
  bot.on('text', ({ message }) => `收到：${message.Content}`)
  const server = createServer(createApp({ bots: [bot] }))
  const port = await listen(server)
  for (const content of MESSAGES) {
    const xml = createPush({ kind: 'text', fields: { Content: content } })
    const timestamp = String(Math.floor(Date.now() / 1000))
    const nonce = String(Math.floor(Math.random() * 1e9))
    const encrypted = crypto.encrypt(xml)
    const query = new URLSearchParams({
      signature: sign(token, timestamp, nonce),
      timestamp,
      nonce,
      encrypt_type: 'aes',
      msg_signature: crypto.getSignature(timestamp, nonce, encrypted),
    })
    const { ToUserName } = parseXml(xml)
    const response = await fetch(`http://127.0.0.1:${port}/wechat?${query}`, {
      method: 'POST',
      body: buildXml({ ToUserName, Encrypt: encrypted }),
    })
    assert.equal(response.status, 200)
    const envelope = parseXml(await response.text())
    const { Encrypt, MsgSignature, TimeStamp, Nonce } = envelope
    assert.equal(crypto.getSignature(TimeStamp, Nonce, Encrypt), MsgSignature)
    const opened = crypto.decrypt(Encrypt)
    assert.equal(opened.id, appId)
    assert.equal(parseXml(opened.message).Content, `收到：${content}`)
  }
  server.close()
  server.closeAllConnections()
  await bot.close()
  say(`wechat-crypto pushes, the bot answers: ${MESSAGES.length} of ${MESSAGES.length} opened`)
}

/** A bot made of wechat-crypto; FakeWechat pushes and judges its replies. */
async function foreignBot() {
  const server = createHttpServer((req, res) => {
    let body = ''
    req.on('data', (data) => {
      body += data
    })
    req.on('end', () => {
      const query = new URL(req.url, 'http://localhost').searchParams
      const { Encrypt } = parseXml(body)
      const expected = crypto.getSignature(query.get('timestamp'), query.get('nonce'), Encrypt)
      assert.equal(query.get('msg_signature'), expected)
      const { message, id } = crypto.decrypt(Encrypt)
      assert.equal(id, appId)
      const { FromUserName, ToUserName, Content } = parseXml(message)
      const reply = buildXml({
        ToUserName: FromUserName,
        FromUserName: ToUserName,
        CreateTime: Math.floor(Date.now() / 1000),
        MsgType: 'text',
        Content: `外来：${Content}`,
      })
      const sealed = crypto.encrypt(reply)
      const [TimeStamp, Nonce] = ['1700000000', '42']
      const MsgSignature = crypto.getSignature(TimeStamp, Nonce, sealed)
      res.end(buildXml({ Encrypt: sealed, MsgSignature, TimeStamp, Nonce }))
    })
  })
  const port = await listen(server)
  const wechat = new FakeWechat({ bot: `http://127.0.0.1:${port}/`, token, encodingAESKey, appId })
  for (const content of MESSAGES)
    await wechat.user('oA').says(content).shouldReply(`外来：${content}`)
  server.close()
  server.closeAllConnections()
  say(`FakeWechat pushes, wechat-crypto answers: ${MESSAGES.length} of ${MESSAGES.length} opened`)
}

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address().port
}

function say(line) {
  process.stdout.write(`${line}\n`)
}
