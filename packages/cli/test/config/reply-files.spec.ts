import { createBot, createLogger } from '@wechatbot/core'
import { createFakeApi, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'

describe('a reply of the configuration that names a file', () => {
  let folder: Folder
  beforeEach(() => {
    folder = new Folder()
    folder.write('shop.mjs', "export default { name: 'shop', setup() {} }")
  })
  afterEach(() => folder.remove())

  const load = (options: unknown) => {
    const bots = [{ token: 'a-token', plugins: [['./shop.mjs', options]] }]
    return loadConfig({ file: folder.write('wechatbot.config.json', JSON.stringify({ bots })) })
  }
  const optionsOf = async (options: unknown) => {
    const [bot] = (await load(options)).bots
    const [entry] = bot?.plugins ?? []
    return (entry as readonly [unknown, Record<string, unknown>])[1]
  }

  it('has the file itself, from the folder of the configuration, however deep it stands', async () => {
    folder.write('pictures/menu.jpg', 'a picture')
    const options = await optionsOf({
      scenes: [{ 13: { type: 'image', file: './pictures/menu.jpg' } }],
      file: './rules.csv',
    })
    const [scene] = options.scenes as readonly Record<string, { file: Blob }>[]
    expect(await scene?.['13']?.file.text()).to.equal('a picture')
    expect(options.file).to.equal('./rules.csv')
  })

  it('is a problem where no file is, with the path of both', async () => {
    const error = await load({ reply: { type: 'voice', file: 'hi.mp3' } }).catch((it: Error) => it)
    expect((error as Error).message).to.match(
      /bots\[0\]\.plugins\[0\]\[1\]\.reply\.file: expected a file at .*hi\.mp3, got ENOENT/,
    )
  })

  describe('in the menu', () => {
    const ACCOUNT = { appId: 'wx0123456789abcdef', appSecret: 'menu-secret' }
    const menu = { button: [{ name: '茶单', reply: { type: 'image', file: './menu.png' } }] }
    const write = (bot: object) => {
      const bots = [{ token: 'a-token', menu, ...bot }]
      return folder.write('wechatbot.config.json', JSON.stringify({ bots }))
    }

    it('is sent to a user who clicks, and uploaded once', async () => {
      folder.write('menu.png', '\u0089PNG\r\n\u001a\n')
      const api = await createFakeApi(ACCOUNT)
      const file = write({ ...ACCOUNT, api: { baseUrl: api.url } })
      const [bot] = (await loadConfig({ file })).bots
      const logger = createLogger({ level: 'silent' })
      const wechat = await simulate(createBot({ token: 'a-token', ...bot, logger }), { api })
      for (const user of ['oA', 'oB']) {
        await wechat.user(user).clicks('茶单').shouldReply({ MsgType: 'image' })
      }
      await wechat.close()
      await api.close()
      const uploads = api.calls.filter(({ endpoint }) => endpoint.includes('media/upload'))
      expect(uploads).to.have.length(1)
    })

    it('is one problem where no file is, beside the others', async () => {
      const error = await loadConfig({ file: write({ pth: '/x' }) }).catch((it: Error) => it)
      expect((error as Error).message)
        .to.match(/2 problems/)
        .and.match(/bots\[0\]\.menu\.button\[0\]\.reply\.file: expected a file at .*menu\.png/)
    })

    it('is warned of by check, and when the bot starts, where the account has no API', async () => {
      folder.write('menu.png', 'a picture')
      const { code, stdout } = await wechatbot(['check', '-c', write({ plugins: [] })])
      expect(code).to.equal(0)
      expect(stdout).to.contain('uploaded by the API: without an appSecret they are not sent')
      expect(stdout).to.contain('茶单')
      const { stdout: quiet } = await wechatbot(['check', '-c', write(ACCOUNT)])
      expect(quiet).not.to.contain('without an appSecret')
    })

    it('keeps its path in what menu pull prints', async () => {
      folder.write('menu.png', 'a picture')
      const api = await createFakeApi(ACCOUNT)
      api.library.menu = { button: [{ name: '茶单', type: 'click', key: '茶单' }] }
      const file = write({ ...ACCOUNT, api: { baseUrl: api.url } })
      const { stdout } = await wechatbot(['menu', 'pull', '--json', '-c', file])
      await api.close()
      expect(JSON.parse(stdout)).to.deep.equal(menu)
    })
  })
})
