/** A folder with a bot whose account has settings of WeChat's console. */
import { createFakeApi, type FakeApi } from '@wechatbot/simulator'
import { Folder } from '../folder.js'

const ACCOUNT = { appId: 'wx0123456789abcdef', appSecret: 'canarySecret0123456789abcdef0123' }

export interface ConsoleFolder {
  readonly folder: Folder
  readonly api: FakeApi
  readonly remove: () => Promise<void>
}

/** What is imported has WECHAT_TOKEN for its token, so it is set until the folder is removed. */
export async function consoleFolder(): Promise<ConsoleFolder> {
  const folder = new Folder()
  folder.link('@wechatbot/plugin-welcome', 'plugins/welcome')
  folder.link('@wechatbot/plugin-keyword', 'plugins/keyword')
  const api = await createFakeApi(ACCOUNT)
  const bot = { token: 'importToken', ...ACCOUNT, api: { baseUrl: api.url } }
  folder.write('wechatbot.config.json', JSON.stringify({ bots: [bot] }))
  const { WECHAT_TOKEN } = process.env
  process.env.WECHAT_TOKEN = 'importToken'
  const remove = async () => {
    await api.close()
    folder.remove()
    if (WECHAT_TOKEN === undefined) delete process.env.WECHAT_TOKEN
    else process.env.WECHAT_TOKEN = WECHAT_TOKEN
  }
  return { folder, api, remove }
}
