import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Reply } from '@wechatbot/core'
import { AUTO_REPLY_SAMPLE, CONSOLE_MENU_SAMPLE, type FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import { Call, PATIENT } from '../call.js'
import type { Folder } from '../folder.js'
import { consoleFolder } from '../import/console.js'
import { imported, importInto, OUT } from './imported.js'

describe('wechatbot import', () => {
  let folder: Folder
  let api: FakeApi
  let remove: () => Promise<void>

  beforeEach(async () => {
    ;({ folder, api, remove } = await consoleFolder())
  })
  afterEach(() => remove())

  const run = (...args: string[]) => importInto(folder, ...args)
  const written = (file = OUT) => imported(folder, file)
  const setRules = (...list: object[]) => {
    api.library.autoReply = { keyword_autoreply_info: { list } }
  }
  const rule = (more: object) => ({
    rule_name: 'r',
    reply_mode: 'reply_all',
    keyword_list_info: [{ type: 'text', match_mode: 'equal', content: '你好' }],
    reply_list_info: [{ type: 'text', content: '好' }],
    ...more,
  })

  it('keeps a random reply random', async () => {
    const reply_list_info = ['大吉', '小吉'].map((content) => ({ type: 'text', content }))
    setRules(rule({ reply_mode: 'random_one', reply_list_info }))
    await run()
    expect(written().rules).to.deep.equal([{ match: '你好', reply: ['大吉', '小吉'] }])
    expect(written().notes).to.equal('')
  })

  it('answers with the first of all replies, and notes the others', async () => {
    const replies = [
      { type: 'video', content: 'http://v' },
      { type: 'text', content: '一' },
      { type: 'text', content: '二' },
      { type: 'img', content: 'MEDIA' },
    ]
    setRules(rule({ reply_list_info: replies }))
    await run()
    expect(written().rules).to.deep.equal([{ match: '你好', reply: '一' }])
    expect(written().notes).to.contain('left out: text "二"; image MEDIA')
    expect(written().notes).to.contain('a video, not written')
  })

  it('says when it was written, in the time zone of the bot', async () => {
    setRules(rule({}))
    const clock = { ...PATIENT, now: () => Date.parse('2026-11-28T16:30:00Z') }
    const call = new Call(['import'], { cwd: folder.path, clock })
    call.stdin.end()
    expect(await call.ended).to.equal(0)
    const { $comment } = JSON.parse(readFileSync(join(folder.path, OUT), 'utf8'))
    expect($comment[0]).to.contain(' on 2026-11-29 00:30:00 +08:00. ')
  })

  it('makes two rules of one that matches words whole and in part', async () => {
    const keyword_list_info = [
      { type: 'text', match_mode: 'equal', content: '价格' },
      { type: 'text', match_mode: 'contain', content: '多少钱' },
      { type: 'text', match_mode: 'contain', content: '怎么卖' },
      { type: 'text', match_mode: 'fuzzy', content: '贵' },
    ]
    setRules(rule({ keyword_list_info }))
    await run()
    expect(written().rules).to.deep.equal([
      { match: '价格', reply: '好' },
      { match: ['多少钱', '怎么卖', '贵'], mode: 'contains', reply: '好' },
    ])
    expect(written().notes).to.contain('unknown match mode "fuzzy"')
  })

  it('reads the menu that the API has made', async () => {
    api.library.menu = {
      button: [
        { type: 'click', name: '今日歌曲', key: 'V1001_TODAY_MUSIC' },
        { name: '菜单', sub_button: [{ type: 'view', name: '搜索', url: 'http://www.soso.com/' }] },
      ],
    }
    expect((await run()).stdout).to.contain(`a menu of 2 buttons: ${OUT}`)
    expect(written().menu).to.deep.equal({
      button: [
        { name: '今日歌曲', type: 'click', key: 'V1001_TODAY_MUSIC' },
        { name: '菜单', sub_button: [{ name: '搜索', type: 'view', url: 'http://www.soso.com/' }] },
      ],
    })
  })

  it('leaves out what is switched off, and says what it was', async () => {
    api.library.autoReply = {
      ...AUTO_REPLY_SAMPLE,
      is_add_friend_reply_open: 0,
      is_autoreply_open: 0,
      keyword_autoreply_info: { list: [rule({})] },
    }
    api.library.consoleMenu = { ...CONSOLE_MENU_SAMPLE, is_menu_open: 0 }
    const { stdout } = await run()
    expect(stdout).to.contain(`1 keyword rule: ${OUT}`)
    expect(written()).to.include({ welcome: undefined, menu: undefined })
    expect(written().notes).to.contain('not written: text "Thanks for your attention!"')
    expect(written().notes).to.contain('the menu is switched off')
    expect(written().notes).not.to.contain('once an hour')
  })

  it('writes no file where the console has nothing', async () => {
    const { code, stdout } = await run()
    expect(code).to.equal(0)
    expect(stdout).to.contain('nothing was written')
    expect(existsSync(join(folder.path, OUT))).to.equal(false)
  })

  it('notes what a configuration would refuse, instead of writing it', async () => {
    const reply_list_info = [
      { type: 'text', content: 'success' },
      { type: 'card', content: 'x' },
      { type: 'text', content: '在 ${HOME} 里' },
    ]
    setRules(rule({ reply_list_info }), rule({ keyword_list_info: [] }))
    await run()
    const [{ reply }] = written().rules as [{ reply: Reply | string }]
    expect(reply).to.equal('在 $ {HOME} 里')
    expect(written().notes).to.contain('a reply of type "card", not written')
    expect(written().notes).to.match(/not written: .*success/)
    expect(written().notes).to.contain('no keyword is left')
    await loadConfig({ file: join(folder.path, OUT) })
  })

  it('takes any answer for one without rules', async () => {
    for (const answer of [
      [],
      { keyword_autoreply_info: 'x' },
      { keyword_autoreply_info: { list: [null, 5] } },
    ]) {
      api.library.autoReply = answer
      api.library.consoleMenu = { is_menu_open: 1, selfmenu_info: { button: 'x' } }
      expect((await run()).stdout).to.contain('nothing was written')
    }
  })

  it('lets what the console says move no cursor', async () => {
    const keyword_list_info = [{ type: 'text', match_mode: '\u001b[2J', content: '\u009b2J' }]
    setRules(rule({ rule_name: '\u001b]0;x\u0007', keyword_list_info }))
    const { stdout } = await run()
    expect(stdout)
      .to.contain('unknown match mode')
      .and.not.match(/[^\P{Cc}\n]/u)
    expect(written().rules).to.deep.equal([{ match: '\u009b2J', mode: 'contains', reply: '好' }])
  })

  it('writes over nothing, and asks WeChat nothing then', async () => {
    folder.write('mine.json', 'mine')
    const { code, stderr } = await run('--out', 'mine.json')
    expect(code).to.equal(1)
    expect(stderr).to.contain('mine.json exists; name another file with --out')
    expect(readFileSync(join(folder.path, 'mine.json'), 'utf8')).to.equal('mine')
    expect(api.calls).to.deep.equal([])
  })

  it('writes where --out says', async () => {
    setRules(rule({}))
    expect((await run('--out', 'other.json')).code).to.equal(0)
    expect(written('other.json').rules).to.have.length(1)
  })

  it('says what WeChat refuses, and writes nothing', async () => {
    api.fail('GET /cgi-bin/get_current_selfmenu_info', { errcode: 48001 }, 9)
    const { code, stderr } = await run()
    expect(code).to.equal(1)
    expect(stderr).to.contain('48001')
    expect(existsSync(join(folder.path, OUT))).to.equal(false)
  })

  it('needs an account with an appSecret, and takes no values', async () => {
    folder.write('plain.json', JSON.stringify({ bots: [{ token: 'importToken' }] }))
    const { code, stderr } = await run('-c', 'plain.json')
    expect(code).to.equal(1)
    expect(stderr).to.contain('appSecret')
    expect((await run('now')).code).to.equal(2)
  })
})
