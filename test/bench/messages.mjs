// Messages as WeChat signs them, all distinct; and whether what comes back is the right reply.
import { decodeKey, decrypt, encrypt, parseXml, sign } from '@wechatbot/core'
import { appId, CONSTANT, encodingAESKey, originalId, token } from './account.mjs'

const key = decodeKey(encodingAESKey)
const USERS = 5000

/**
 * Requests to be written to a socket, and what their replies must say. `from` is the number of the
 * first: no two messages of one run share a nonce or MsgId.
 */
export function createRequests({ from, count, paths, isSafe }) {
  const timestamp = String(Math.floor(Date.now() / 1000))
  return Array.from({ length: count }, (_, i) => {
    const number = from + i
    const user = `oBenchUser${String(number % USERS).padStart(16, '0')}`
    const content = `你好，第 ${String(number).padStart(9, '0')} 条消息`
    const nonce = String(1_000_000_000 + number)
    const xml =
      `<xml><ToUserName><![CDATA[${originalId}]]></ToUserName>` +
      `<FromUserName><![CDATA[${user}]]></FromUserName><CreateTime>${timestamp}</CreateTime>` +
      `<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${content}]]></Content>` +
      `<MsgId>2${String(number).padStart(16, '0')}</MsgId></xml>`
    const signature = sign(token, timestamp, nonce)
    let query = `signature=${signature}&timestamp=${timestamp}&nonce=${nonce}&openid=${user}`
    let body = xml
    if (isSafe) {
      const ciphertext = encrypt(key, xml, appId)
      const msgSignature = sign(token, timestamp, nonce, ciphertext)
      query += `&encrypt_type=aes&msg_signature=${msgSignature}`
      body =
        `<xml><ToUserName><![CDATA[${originalId}]]></ToUserName>` +
        `<Encrypt><![CDATA[${ciphertext}]]></Encrypt></xml>`
    }
    const head =
      `POST ${paths[number % paths.length]}?${query} HTTP/1.1\r\nHost: 127.0.0.1\r\n` +
      'User-Agent: Mozilla/4.0\r\nAccept: */*\r\nContent-Type: text/xml\r\n' +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`
    return { bytes: Buffer.from(head + body), user, content }
  })
}

/** Says what is wrong with a reply; undefined when it is the right one. All of it is looked at. */
export function wrongReply(body, request, { isConstant, isSafe }) {
  if (isConstant) return body === CONSTANT ? undefined : 'not the constant answer'
  try {
    const fields = parseXml(isSafe ? unsealed(body) : body)
    if (fields.MsgType !== 'text') return `MsgType is ${fields.MsgType}`
    if (fields.ToUserName !== request.user) return `ToUserName is not ${request.user}`
    if (fields.FromUserName !== originalId) return `FromUserName is not ${originalId}`
    if (!/^\d{10,13}$/.test(fields.CreateTime)) return 'CreateTime is no time'
    return fields.Content === request.content ? undefined : `Content is not ${request.content}`
  } catch (error) {
    return error.message
  }
}

function unsealed(body) {
  const { Encrypt, MsgSignature, TimeStamp, Nonce } = parseXml(body)
  if (sign(token, TimeStamp, Nonce, Encrypt) !== MsgSignature) throw new Error('MsgSignature')
  const xml = decrypt(key, Encrypt, appId)
  if (xml === undefined) throw new Error('the reply cannot be decrypted')
  return xml
}
