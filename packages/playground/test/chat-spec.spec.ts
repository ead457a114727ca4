import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { Served } from './served.js'

describe('a chat saved as a spec', () => {
  let served: Served
  let folder: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chat-spec-'))
  })
  afterEach(async () => {
    await served.close()
    rmSync(folder, { recursive: true })
  })

  const begin = async (accountType?: 'service', configFile?: string) => {
    served = await Served.begin(
      (scope) => {
        scope.hears("it's", () => 'a "quote"')
        scope.hears('图文', () => ({
          type: 'news',
          articles: [{ title: '点心', url: 'https://a.example/' }],
        }))
        scope.hears('查', async (ctx) => {
          await ctx.send('在查')
          return '查好了'
        })
        scope.on('event:subscribe', () => '欢迎')
        scope.on('event:CLICK', () => '点了')
        scope.on('image', () => ({ type: 'image', mediaId: 'an-id-of-this-run' }))
      },
      { folder, ...(configFile === undefined ? {} : { configFile }) },
      accountType,
    )
  }
  const spec = async (more: object = {}) =>
    served.ask('spec', { bot: 'main', openid: 'oA', ...more })
  const linesOf = async () =>
    String((await spec()).spec)
      .split('\n')
      .filter((line) => line.includes('user.'))
      .map((line) => line.trim())

  it('says each message in the words of the simulator, with what came of it', async () => {
    await begin()
    await served.send('text', { Content: "it's" })
    await served.send('text', { Content: '两\n行' })
    await served.send('text', { Content: '图文' })
    await served.send('event:subscribe', { EventKey: '' })
    await served.send('event:subscribe', { EventKey: 'qrscene_7', Ticket: 't' })
    await served.send('event:CLICK', { EventKey: 'MENU' })
    await served.send('event:VIEW', { EventKey: 'https://a.example/' })
    await served.send('event:unsubscribe')
    await served.send('image', { PicUrl: 'https://a.example/1.png', MediaId: 'm' })
    expect(await linesOf()).to.deep.equal([
      `await user.says('it\\'s').shouldReply('a "quote"')`,
      `await user.says('两\\n行').shouldNotReply()`,
      `await user.says('图文').shouldReply({ MsgType: 'news', ArticleCount: '1', Articles: { item: { Title: '点心', Description: '', PicUrl: '', Url: 'https://a.example/' } } })`,
      `await user.follows().shouldReply('欢迎')`,
      `await user.follows({ scene: '7' }).shouldReply('欢迎')`,
      `await user.clicks('MENU').shouldReply('点了')`,
      `await user.sends('event:VIEW', { EventKey: 'https://a.example/' }).shouldNotReply()`,
      'await user.unfollows().shouldNotReply()',
      `await user.sends('image', { PicUrl: 'https://a.example/1.png', MediaId: 'm' }).shouldReply({ MsgType: 'image' })`,
    ])
  })

  it('waits for what came by the API, with a fake API of its own', async () => {
    await begin('service')
    await served.send('text', { Content: '查' })
    const text = String((await spec()).spec)
    expect(text).to.include('createFakeApi, createManualClock, simulate').and.to.include('{ api }')
    // The test ends where an assertion fails, too: what it opens is closed by a hook.
    expect(text).to.match(
      / api = await createFakeApi\(.*\n {2}t\.after\(\(\) => api\.close\(\)\)\n/,
    )
    expect(text).to.match(
      / wechat = await simulate\(.*\n {2}t\.after\(\(\) => wechat\.close\(\)\)\n/,
    )
    expect(await linesOf()).to.have.members([
      `await user.says('查').shouldReply('查好了')`,
      `await user.shouldReceive('在查')`,
    ])
  })

  it('lets the hours pass that passed in the chat', async () => {
    await begin()
    await served.send('text', { Content: '早' })
    served.playground.ahead(8 * 3_600_000)
    await served.send('text', { Content: '晚' })
    const pause = Number(/clock\.advance\((\d+)\)/.exec(String((await spec()).spec))?.[1])
    expect(pause).to.be.within(8 * 3_600_000, 8 * 3_600_000 + 600_000)
  })

  it('leaves out other users, and says what failed', async () => {
    await begin()
    await served.send('text', { Content: 'mine' }, { isForged: true })
    await served.send('text', { Content: 'theirs' }, { openid: 'oB' })
    const text = String((await spec()).spec)
    expect(text).to.match(/\/\/ In the playground: .*403.*\n {2}await user\.says\('mine'\)\n/)
    expect(text).to.not.include('theirs')
  })

  it('is written to test/, never over another file, and only when asked', async () => {
    await begin()
    await served.send('text', { Content: 'hi' })
    await spec()
    expect(readdirSync(folder)).to.deep.equal([])
    expect((await spec({ isSaved: true })).file).to.equal('test/playground-1.spec.ts')
    writeFileSync(join(folder, 'test/playground-1.spec.ts'), 'edited')
    expect((await spec({ isSaved: true })).file).to.equal('test/playground-2.spec.ts')
    expect(readFileSync(join(folder, 'test/playground-1.spec.ts'), 'utf8')).to.equal('edited')
    expect(readFileSync(join(folder, 'test/playground-2.spec.ts'), 'utf8')).to.include("says('hi')")
  })

  it('loads the config file that was named, and closes its store, which the test does not use', async () => {
    await begin()
    await served.send('text', { Content: 'hi' })
    const head = /test\(.*\n(.*\n.*\n)/
    const closed = '  await store?.close()\n'
    expect(head.exec(String((await spec()).spec))?.[1]).to.equal(
      `  const { bots, store } = await loadConfig()\n${closed}`,
    )
    await served.close()
    await begin(undefined, "shops/tom's.ts")
    await served.send('text', { Content: 'hi' })
    const { spec: text, file } = await spec({ isSaved: true })
    expect(head.exec(String(text))?.[1]).to.equal(
      `  const { bots, store } = await loadConfig({ file: 'shops/tom\\'s.ts' })\n${closed}`,
    )
    // Both names are from the folder in which the command runs.
    expect(file).to.equal('shops/test/playground-1.spec.ts')
  })

  it('is refused to another page and to a foreign host', async () => {
    await begin()
    const body = JSON.stringify({ bot: 'main', openid: 'oA', isSaved: true })
    const json = { 'content-type': 'application/json' }
    const foreign = { ...json, origin: 'https://evil.example' }
    expect((await served.post('spec', body, foreign)).status).to.equal(403)
    expect((await served.post('spec', body, { 'content-type': 'text/plain' })).status).to.equal(415)
    expect((await served.post('spec', '{"bot":"main","openid":"../x"}', json)).status).to.equal(400)
    expect(readdirSync(folder)).to.deep.equal([])
  })
})
