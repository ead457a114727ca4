/** S18: URLs that a message names. Nothing is fetched, but what a plugin asks for, and that with care. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBot, createLogger, fetchPicUrl } from '@wechatbot/core'
import { createFakeApi, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

describe('S18 URLs of messages', () => {
  it('are fetched by nobody: pictures, links, media ids that are URLs', async () => {
    let hits = 0
    const canary = createServer((_req, res) => {
      hits += 1
      res.end()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => canary.once('listening', resolve))
    const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/x`
    const account = { appId: 'wx1', appSecret: 'secret' }
    const api = await createFakeApi(account)
    const failures: unknown[] = []
    const bot = createBot({
      token: 'a-token',
      ...account,
      api: { baseUrl: api.url },
      logger: createLogger({ level: 'silent' }),
    })
    bot.on('image', async (ctx) => {
      const media = ctx.message.MediaId
      const results = await Promise.allSettled([
        ctx.api.media.download(media),
        fetchPicUrl(ctx.message.PicUrl),
      ])
      failures.push(...results.filter(({ status }) => status === 'rejected'))
      return 'seen'
    })
    const wechat = await simulate(bot)
    for (const evil of [
      url,
      `${url}#.qpic.cn`,
      'http://127.0.0.1@qpic.cn.evil/',
      '../../etc/passwd',
      'file:///etc/passwd',
      `http://qpic.cn:80@127.0.0.1/`,
    ]) {
      await wechat.user('oA').sends('image', { PicUrl: evil, MediaId: evil }).shouldReply('seen')
      await wechat.user('oA').sends('link', { Url: evil, Title: 'x' })
    }
    expect(failures).to.have.length(12)
    expect(hits).to.equal(0)
    expect(api.calls.filter(({ endpoint }) => endpoint.includes('media'))).to.deep.equal([])
    await wechat.close()
    await api.close()
    canary.close()
  })

  it('of WeChat’s own hosts that resolve to an internal address are refused', async () => {
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '169.254.169.254',
      '192.168.0.1',
      '::1',
      'fd00::1',
      '::ffff:127.0.0.1',
      '0.0.0.0',
    ]) {
      const family = address.includes(':') ? 6 : 4
      const error = await fetchPicUrl('https://mmbiz.qpic.cn/x/0', {
        lookup: async () => ({ address, family }),
      }).catch((reason: Error) => reason)
      expect(String(error), address).to.contain('internal address')
    }
  })
})
