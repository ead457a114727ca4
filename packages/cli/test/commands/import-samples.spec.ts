/** What the samples of WeChat's documentation become, and what the bot answers that is made of them. */
import { join } from 'node:path'
import { createBot, createLogger } from '@wechatbot/core'
import {
  AUTO_REPLY_SAMPLE,
  CONSOLE_MENU_SAMPLE,
  type FakeApi,
  simulate,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import type { Folder } from '../folder.js'
import { consoleFolder } from '../import/console.js'
import { imported, importInto, OUT } from './imported.js'

describe("wechatbot import of WeChat's own samples", () => {
  let folder: Folder
  let api: FakeApi
  let remove: () => Promise<void>

  beforeEach(async () => {
    ;({ folder, api, remove } = await consoleFolder())
  })
  afterEach(() => remove())

  const run = () => importInto(folder)
  const written = () => imported(folder)

  beforeEach(() => {
    api.library.autoReply = AUTO_REPLY_SAMPLE
    api.library.consoleMenu = CONSOLE_MENU_SAMPLE
  })

  it('writes welcome text, keyword rules and menu, and says so', async () => {
    const { code, stdout, stderr } = await run()
    expect([code, stderr]).to.deep.equal([0, ''])
    expect(stdout).to.contain(`welcome text, 3 keyword rules, a menu of 3 buttons: ${OUT}\n`)
    expect(written().welcome).to.equal('Thanks for your attention!')
    const sn = 'mid=203929886&idx=1&sn=628f964cf0c6d84c026881b6959aea8b#rd'
    expect(written().rules).to.deep.equal([
      {
        match: 'news测试',
        mode: 'contains',
        reply: {
          type: 'news',
          articles: [
            {
              title: "it's news",
              description: "it's digest",
              picUrl:
                'http://mmbiz.qpic.cn/mmbiz/GE7et87vE9vicuCibqXsX9GPPLuEtBfXfKbE8sWdt2DDcL0dMfQWJWTVn1N8DxI0gcRmrtqBOuwQHeuPKmFLK0ZQ/0',
              url: `http://mp.weixin.qq.com/s?__biz=MjM5ODUwNTM3Ng==&${sn}`,
            },
          ],
        },
      },
      {
        match: 'voice测试',
        mode: 'contains',
        reply: {
          type: 'voice',
          mediaId: 'NESsxgHEvAcg3egJTtYj4uG1PTL6iPhratdWKDLAXYErhN6oEEfMdVyblWtBY5vp',
        },
      },
      { match: 'text测试', mode: 'contains', reply: 'hello!text!' },
    ])
  })

  it('writes the menu, with the answers of its buttons', async () => {
    await run()
    const [first, text, photo] = written().menu.button
    expect(text).to.deep.equal({ name: 'text', reply: 'This is text!' })
    expect(photo.reply).to.include({ type: 'image' })
    const [view, news, video, voice] = first.sub_button
    expect(view).to.deep.equal({ name: 'view_url', type: 'view', url: 'http://www.qq.com' })
    expect(news.reply.articles.map(({ title }: { title: string }) => title)).to.deep.equal([
      'MULTI_NEWS',
      'MULTI_NEWS1',
    ])
    expect(video).to.deep.equal({ name: 'video', type: 'click', key: 'video' })
    expect(voice.reply).to.include({ type: 'voice' })
  })

  it('notes what it cannot carry over: in the file, and on the screen', async () => {
    const { stdout } = await run()
    const { notes } = written()
    for (const line of notes.split('\n')) expect(stdout).to.contain(line)
    expect(stdout).to.contain(
      'it needs @wechatbot/plugin-welcome and @wechatbot/plugin-keyword, from where wechatbot was installed',
    )
    expect(notes).to.contain(
      'rule "autoreply-news": the console sends all replies, the bot one; left out: articles "MULTI_NEWS", "MULTI_NEWS4"',
    )
    expect(notes).to.match(/rule "autoreply-voice": voice NESsx\w+: .*ends after three days/)
    expect(notes).to.match(/rule "autoreply-video": a video, not written: .*http:\/\/61\.182/)
    expect(notes).to.contain('rule "autoreply-video": no reply is left')
    expect(notes).to.contain(
      'reply to all other messages: once an hour at most, not written: text "Hello, this is auto',
    )
    expect(notes).to.match(/button "photo": image ax5W/)
    expect(notes).to.match(/button "video": nobody answers a click/)
    expect(notes).not.to.contain('check:')
  })

  it('makes a configuration that answers as the console did', async () => {
    await run()
    const { bots } = await loadConfig({ file: join(folder.path, OUT) })
    const logger = createLogger({ level: 'silent' })
    const [config = { token: '' }] = bots
    const wechat = await simulate(createBot({ ...config, logger }))
    const user = wechat.user('oA')
    await user.follows().shouldReply('Thanks for your attention!')
    await user.says('这是 text测试 吗').shouldReply('hello!text!')
    await user.says('video测试').shouldNotReply()
    await user.clicks('text').shouldReply('This is text!')
    await wechat.close()
  })
})
