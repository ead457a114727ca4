/**
 * The request of the project's first user, and the notes it grew from, walked one by one over real
 * HTTP against `wechatbot start` with the root configuration, in this process.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPush, SAMPLE_ACCOUNT, SAMPLE_USER, signQuery } from '@wechatbot/simulator'
import { expect } from 'chai'
import { buildXml, createBot, DEMO_TOKEN, loadConfig, parseXml, pipeline } from 'wechatbot'
import { type Running, startBot, wechatbot } from '#cli-test/call.js'
import { deliver } from '#cli-test/deliver.js'
import { ROOT } from './root.js'

const SAMPLE =
  '<xml><ToUserName><![CDATA[toUser]]></ToUserName><FromUserName><![CDATA[fromUser]]></FromUserName><CreateTime>1348831860</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[this is a test]]></Content><MsgId>1234567890123456</MsgId></xml>'

const readJson = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'))

describe("the user's request", () => {
  let bot: Running

  before(async () => {
    bot = await startBot()
  })
  after(() => bot.stop())

  const say = (kind: string, fields: Record<string, string> = {}) =>
    deliver(`${bot.url}/wechat`, createPush({ kind, fields }), { token: DEMO_TOKEN })

  describe('a plugin-based chatbot framework on Koa, in TypeScript', () => {
    const STACK = {
      'packages/core': ['koa', 'koa-router', 'raw-body', 'xml-js', 'pino'],
      'packages/cli': ['cosmiconfig'],
    }
    for (const [folder, names] of Object.entries(STACK)) {
      it(`uses ${names.join(', ')} in ${folder}`, () => {
        const { dependencies } = readJson(`${folder}/package.json`)
        expect(dependencies).to.include.keys(names)
      })
    }

    it('is tested by mocha and chai', () => {
      const { scripts, devDependencies } = readJson('package.json')
      expect(devDependencies).to.include.keys('mocha', 'chai', 'typescript')
      expect(scripts.test).to.contain('mocha')
    })

    it('has the asked-for names at the top level', () => {
      expect(readdirSync(ROOT)).to.include.members([
        'package.json',
        'tsconfig.json',
        'packages',
        'plugins',
        'examples',
        'test',
        'wechatbot.config.ts',
        'README.md',
      ])
    })
  })

  describe('a core package with a middleware pipeline', () => {
    it('is verify, parse, dedupe, handle, serialize, as named Koa middlewares', () => {
      const stages = pipeline(createBot({ token: 'a-token' }))
      expect(stages.map(({ name }) => name)).to.deep.equal([
        'verify',
        'parse',
        'dedupe',
        'handle',
        'serialize',
      ])
      for (const stage of stages) expect(stage).to.be.a('function')
    })

    it('has a file for each', () => {
      expect(readdirSync(join(ROOT, 'packages/core/src/pipeline'))).to.include.members([
        'verify.ts',
        'parse.ts',
        'dedupe.ts',
        'handle.ts',
        'serialize.ts',
      ])
    })
  })

  describe('plugins that register handlers per MsgType, loaded from the config file', () => {
    it('names keyword, location-lookup and echo as strings', async () => {
      const { bots } = await loadConfig({ cwd: ROOT })
      const names = createBot(bots[0] as NonNullable<(typeof bots)[0]>).plugins
      expect(names).to.deep.equal(['keyword', 'location-lookup', 'echo'])
    })

    it('answers a text by keyword', async () => {
      const { reply } = await say('text', { Content: '你好' })
      expect(reply?.Content).to.match(/^你好！/)
    })

    it('answers a location with its province and city', async () => {
      const { reply } = await say('location', { Location_X: '22.54', Location_Y: '114.06' })
      expect(reply?.Content).to.contain('广东省').and.contain('深圳市')
    })

    it('answers a LOCATION event with its province and city', async () => {
      const { reply } = await say('event:LOCATION', { Latitude: '39.909', Longitude: '116.397' })
      expect(reply?.Content).to.contain('北京市')
    })

    it('echoes the rest', async () => {
      const { reply } = await say('text', { Content: '别的' })
      expect(reply?.Content).to.equal('别的')
    })
  })

  describe('run `wechatbot start`', () => {
    it('is what npm start runs', () => {
      expect(readJson('package.json').scripts.start).to.equal('wechatbot start')
    })

    it('prints where it listens, its plugins, and how to talk to it', () => {
      expect(bot.output()).to.match(/http:\/\/127\.0\.0\.1:\d+\/wechat/)
      expect(bot.output()).to.contain('keyword, location-lookup, echo')
      expect(bot.output()).to.contain('npx wechatbot send text 你好')
    })

    it('binds 127.0.0.1 with the demo token, and says so in one line', () => {
      const lines = bot.output().split('\n')
      expect(lines.filter((line) => /demo token.*127\.0\.0\.1/.test(line))).to.have.length(1)
    })

    it('is answered by `wechatbot send`', async () => {
      const sent = await wechatbot(['send', 'text', '你好', '--url', bot.url])
      expect(sent.code).to.equal(0)
      expect(sent.stdout).to.match(/^你好！/)
    })
  })

  describe("the developer's notes", () => {
    it('answer the echostr of a signed GET unchanged', async () => {
      const query = new URLSearchParams({
        ...signQuery({ token: DEMO_TOKEN }),
        echostr: '4375120948345356249',
      })
      const response = await fetch(`${bot.url}/wechat?${query}`)
      expect(response.status).to.equal(200)
      expect(response.headers.get('content-type')).to.match(/^text\/plain/)
      expect(await response.text()).to.equal('4375120948345356249')
    })

    it('refuse a GET whose signature is wrong', async () => {
      const query = new URLSearchParams({
        ...signQuery({ token: 'another-token' }),
        echostr: '4375120948345356249',
      })
      const response = await fetch(`${bot.url}/wechat?${query}`)
      expect(response.status).to.equal(403)
      expect(await response.text()).to.equal('')
    })

    const REPLIES = {
      text: 'text',
      image: 'image',
      voice: 'voice',
      video: 'video',
      shortvideo: 'video',
      location: 'text',
      link: 'news',
    }
    for (const [kind, type] of Object.entries(REPLIES)) {
      it(`read a message of type ${kind} and answer it with XML`, async () => {
        const { status, reply } = await say(kind)
        expect(status).to.equal(200)
        expect(reply?.MsgType).to.equal(type)
        expect(reply?.ToUserName).to.equal(SAMPLE_USER)
        expect(reply?.FromUserName).to.equal(SAMPLE_ACCOUNT)
      })
    }

    it('answer success when there is nothing to say', async () => {
      const { status, body } = await say('event:subscribe')
      expect([status, body]).to.deep.equal([200, 'success'])
    })

    it('answer a message type nobody knows with success', async () => {
      const { status, body } = await say('hologram')
      expect([status, body]).to.deep.equal([200, 'success'])
    })

    it('keep CDATA: the sample survives parseXml and buildXml to the letter', () => {
      expect(buildXml(parseXml(SAMPLE))).to.equal(SAMPLE)
    })

    it("keep a user's < in the reply", async () => {
      const { reply, body } = await say('text', { Content: '1 < 2 & ]]> <b>' })
      expect(reply?.Content).to.equal('1 < 2 & ]]> <b>')
      expect(body).to.contain('<![CDATA[1 < 2 & ]]]]><![CDATA[> <b>]]>')
    })

    it('run a message once and answer its retry the same', async () => {
      const push = createPush({ kind: 'text', fields: { Content: '重试' } })
      const first = await deliver(`${bot.url}/wechat`, push, { token: DEMO_TOKEN })
      const retry = await deliver(`${bot.url}/wechat`, push, { token: DEMO_TOKEN })
      expect(first.reply?.Content).to.equal('重试')
      expect(retry.reply?.Content).to.equal('重试')
    })
  })
})
