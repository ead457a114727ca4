import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Menu } from '@wechatbot/core'
import type { FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import { wechatbot } from '../call.js'
import type { Folder } from '../folder.js'
import { consoleFolder } from './console.js'

describe('texts of the console that a configuration would take for a variable', () => {
  let folder: Folder
  let api: FakeApi
  let remove: () => Promise<void>

  before(async () => {
    ;({ folder, api, remove } = await consoleFolder())
  })
  after(() => remove())

  const text = '在 ${HOME} 里'
  const url = 'http://x/${HOME}'
  const article = { title: text, digest: text, cover_url: url, content_url: url }
  const whole = (content: string) => ({ match_mode: 'equal', content })
  const rule = (keyword: string, reply: object) => ({
    ...{ rule_name: text, reply_mode: 'reply_all' },
    ...{ keyword_list_info: [whole(keyword)], reply_list_info: [reply] },
  })

  it('are written as texts, wherever they stand', async () => {
    api.library.autoReply = {
      is_add_friend_reply_open: 1,
      add_friend_autoreply_info: { type: 'news', news_info: { list: [article] } },
      keyword_autoreply_info: {
        list: [
          rule(text, { type: 'text', content: text }),
          rule('a', { type: 'img', content: text }),
        ],
      },
    }
    const sub_button = { list: [{ name: text, type: 'video', value: url }] }
    const button = [
      { name: text, type: 'view', url },
      { name: '更多', sub_button },
    ]
    api.library.consoleMenu = { is_menu_open: 1, selfmenu_info: { button } }
    expect((await wechatbot(['import'], folder.path)).code).to.equal(0)

    const file = join(folder.path, 'wechatbot.imported.json')
    const written = readFileSync(file, 'utf8')
    expect(written.match(/\$\{\w+\}/g)).to.deep.equal(['${WECHAT_TOKEN}'])
    expect(written).to.contain('menu.button[0].name: a variable of JSON begins as this text does')
    const { bots } = await loadConfig({ file })
    const menu = bots[0]?.menu as Menu
    expect(menu.button[0]).to.deep.equal({
      name: '在 $ {HOME} 里',
      type: 'view',
      url: 'http://x/$%7BHOME}',
    })
  })
})
