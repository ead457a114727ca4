/** `wechatbot start` that cannot start, and `wechatbot send` to one that has. */
import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { buildXml, parseXml, type XmlInput } from '@wechatbot/core'
import { expect } from 'chai'
import { Call, startBot, wechatbot } from '#cli-test/call.js'
import { Folder } from '#cli-test/folder.js'
import { ROOT } from './root.js'

describe('wechatbot', () => {
  let folder: Folder

  before(() => {
    folder = new Folder()
  })
  after(() => folder.remove())

  describe('start', () => {
    it('serves the demo token on 127.0.0.1 only', async () => {
      const { code, stderr } = await wechatbot(['start', '--host', '0.0.0.0'])
      expect(code).to.equal(1)
      expect(stderr).to.contain('WECHAT_TOKEN')
    })

    it('exits 1 with all problems of a wrong configuration', async () => {
      const wrong = folder.write('wrong.json', '{ "bots": [{ "token": "x", "pluginz": [] }] }')
      const { code, stderr } = await wechatbot(['start', '--config', wrong])
      expect(code).to.equal(1)
      expect(stderr).to.contain('wrong.json: 2 problems')
      expect(stderr).to.contain('bots[0].token').and.contain('bots[0].pluginz')
    })

    it('exits 1 with all wrong options of a plugin', async () => {
      const config = join(ROOT, 'test/fixtures/wrong-options.json')
      const { code, stderr } = await wechatbot(['start', '--config', config])
      expect(code).to.equal(1)
      expect(stderr).to.match(/: 2 problems\n.*plugin "keyword", .*\n.*plugin "keyword", /)
      expect(stderr).to.contain('rules[0].mode').and.contain('rules[1].match')
    })

    it('exits 1 when a setup rejects', async () => {
      const config = folder.write(
        'setup.mjs',
        `export default { bots: [{ token: 'a-token', plugins: [
           { name: 'x', async setup() { throw new Error('no database') } }] }] }`,
      )
      const { code, stderr } = await wechatbot(['start', '--config', config])
      expect(code).to.equal(1)
      expect(stderr).to.contain('no database')
    })

    it('writes its log for people on a terminal', async () => {
      const call = new Call(['start', '--port', '0'], { isTerminal: true })
      await call.heard.until('talk to it')
      expect(call.stdout).to.match(/^\[\d\d:\d\d:\d\d\.\d{3}\] INFO: bot "main" on http:.*$/m)
      expect(call.stdout).not.to.contain('{"level"')
      expect(await call.signal('SIGTERM')).to.equal(0)
    })

    it('says how to talk to the bots of its file, as they are called from the same folder', async () => {
      for (const [file, named] of [
        ['mine.mjs', 'mine.mjs'],
        // As JSON of the log writes it.
        ['the shop/mine.mjs', '\\"the shop/mine.mjs\\"'],
      ] as const) {
        folder.write(file, "export default { bots: [{ token: 'a-token' }] }")
        const bot = await startBot(folder.path, ['-c', file, '--host', '127.0.0.1'])
        const { port } = new URL(bot.url)
        expect(bot.output()).to.contain(`send text 你好 -c ${named} -p ${port}`)
        const send = ['send', 'text', '你好', '-c', file, '-p', port]
        expect((await wechatbot(send, folder.path)).code).to.equal(0)
        await bot.stop()
      }
    })

    it('says what to do when the port is taken', async () => {
      const other = createServer().listen(0, '127.0.0.1')
      await new Promise((resolve) => other.once('listening', resolve))
      const { port } = other.address() as { port: number }
      const { code, stderr } = await wechatbot(['start', '--port', String(port)])
      other.close()
      expect(code).to.equal(1)
      expect(stderr).to.contain(`port ${port} is taken`).and.contain('--port')
    })
  })

  describe('send', () => {
    it('prints replies, silence, fields, XML and JSON', async () => {
      const bot = await startBot()
      const send = async (...args: string[]) => {
        const { code, stdout } = await wechatbot(['send', ...args, '--url', bot.url])
        expect(code).to.equal(0)
        return stdout
      }
      expect(await send('text', '随便', '说说')).to.equal('随便 说说\n')
      expect(await send('location', '22.54', '114.06')).to.contain('深圳市')
      expect(await send('location', '-33.86', '151.2')).to.contain('-33.86, 151.2')
      expect(await send('event:subscribe')).to.equal('(no reply)\n')
      expect(await send('image', 'media-7')).to.equal('[picture] media-7\n')
      expect(await send('text', '你好', '--xml', '--from', 'oMe')).to.match(
        /<FromUserName><!\[CDATA\[oMe\]\].*\n\n<xml><ToUserName><!\[CDATA\[oMe\]\]/,
      )
      expect(await send('text', '--set', 'Content=一=二')).to.equal('一=二\n')
      const json = JSON.parse(await send('text', '你', '--json'))
      expect(json).to.include({ seen: 'reply', status: 200, attempts: 1 })
      expect(json.reply).to.include({ MsgType: 'text', Content: '你' })
      await bot.stop()
    })

    it('prints nothing that a terminal would obey, whatever answers', async () => {
      // XML may hold these as they are.
      const content = 'a\u009b2J\u202eb'
      const other = createHttpServer(async (req, res) => {
        const push = parseXml(await text(req))
        const { FromUserName: ToUserName, ToUserName: FromUserName } = push
        const reply = { ToUserName, FromUserName, CreateTime: 1, MsgType: 'text', Content: content }
        res.end(buildXml(reply as XmlInput))
      }).listen(0, '127.0.0.1')
      await once(other, 'listening')
      const { port } = other.address() as { port: number }
      for (const words of [[], ['--xml'], ['--json']]) {
        const call = ['send', 'text', 'x', ...words, '--url', `http://127.0.0.1:${port}/wechat`]
        const { stdout, stderr } = await wechatbot(call)
        expect(stdout + stderr).to.contain('2J')
        expect(stdout + stderr).not.to.match(/[^\P{Cc}\n]|[\u202a-\u202e]/u)
      }
      other.close()
    })

    it('prints no escape of a word, a path or a file in an error', async () => {
      const path = '\u001b[2J\u009b2J'
      const bad = folder.write('bad.json', JSON.stringify({ bots: [{ token: 'a-token', path }] }))
      for (const words of [
        ['send', 'x\u001b[2J'],
        ['check', '-c', '\u009b2J'],
        ['check', '-c', bad],
      ]) {
        const { code, stderr } = await wechatbot(words)
        expect(code).to.be.above(0)
        expect(stderr)
          .to.contain('2J')
          .and.not.match(/[^\P{Cc}\n]/u)
      }
    })

    it('writes scenes and pictures as WeChat does, and finds the port it is given', async () => {
      const bot = await startBot()
      const pushed = async (...words: string[]) => {
        const port = new URL(bot.url).port
        const { code, stdout } = await wechatbot(['send', ...words, '--xml', '--port', port])
        expect(code).to.equal(0)
        return stdout
      }
      for (const scene of ['13', 'qrscene_13']) {
        expect(await pushed('event:subscribe', scene))
          .to.contain('<EventKey><![CDATA[qrscene_13]]></EventKey>')
          .and.contain('<Ticket>')
        expect(await pushed('event:SCAN', scene)).to.contain('<EventKey><![CDATA[13]]></EventKey>')
      }
      expect(await pushed('event:subscribe', 'last_trade_no_1')).to.contain('[last_trade_no_1]')
      expect(await pushed('image', 'https://a.cn/b.jpg')).to.contain('<PicUrl><![CDATA[https://a')
      await bot.stop()
    })

    it('replays what start recorded', async () => {
      // Paths among the words begin in the folder of the call.
      const config = join(ROOT, 'wechatbot.config.ts')
      const bot = await startBot(folder.path, ['--config', config, '--record', 'pushes'])
      const send = (...words: string[]) =>
        wechatbot(['send', ...words, '--config', config, '--url', bot.url], folder.path)
      await send('text', '录下', '来')
      const { code, stdout } = await send('--replay', 'pushes/0001-text.xml')
      await bot.stop()
      expect([code, stdout]).to.deep.equal([0, '录下 来\n'])
    })

    it('is answered in safe mode', async () => {
      const bot = await startBot()
      const args = ['send', 'text', '你好', '--bot', 'safe', '--xml', '--url', `${bot.url}/safe`]
      const { code, stdout } = await wechatbot(args)
      await bot.stop()
      expect(code).to.equal(0)
      expect(stdout).to.contain('<Encrypt>').and.contain('<MsgSignature>')
    })

    it('exits 1 when the bot refuses', async () => {
      const config = folder.write('another.json', '{ "bots": [{ "token": "another-token" }] }')
      const bot = await startBot(ROOT, ['--config', config])
      const { code, stderr } = await wechatbot(['send', 'text', 'x', '--url', bot.url])
      await bot.stop()
      expect(code).to.equal(1)
      expect(stderr).to.contain('403')
    })
  })
})
