import { createFakeApi, type FakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'

const ACCOUNT = { appId: 'wx1', appSecret: 'canary0123456789abcdef0123456789' }
const SECRETS = `canary-key ${ACCOUNT.appSecret} canaryToken`

describe('an error that quotes the secrets of the configuration', () => {
  let folder: Folder
  let wechat: FakeApi
  const refusing = `export default { name: 'till', setup() { throw new Error('refused ${SECRETS}') } }`
  const checking = `
    const validate = () => ({ issues: [{ message: 'expected none of ${SECRETS}' }] })
    const options = { '~standard': { version: 1, vendor: 'till', validate } }
    export default { name: 'till', options, setup() {} }`

  before(async () => {
    wechat = await createFakeApi(ACCOUNT)
  })
  after(() => wechat.close())
  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  function write(plugin: string, more: object = {}): void {
    folder.write('till.mjs', plugin)
    const account = { ...ACCOUNT, token: 'canaryToken', api: { baseUrl: wechat.url } }
    const plugins = [['./till.mjs', { apiKey: 'canary-key' }]]
    const bot = { ...account, plugins, ...more }
    const server = { host: '127.0.0.1', port: 0 }
    folder.write('wechatbot.config.json', JSON.stringify({ server, bots: [bot] }))
  }

  async function expectHidden(words: readonly string[], before: string): Promise<void> {
    const { code, stdout, stderr } = await wechatbot(words, folder.path)
    expect(code).to.equal(1)
    expect(stdout + stderr)
      .to.contain(`${before} [redacted] [redacted] [redacted]`)
      .and.not.contain('canary')
  }

  const loading = [['check'], ['doctor'], ['start', '--port', '0']]
  const running = [...loading, ['doctor', '--json'], ['chat', '--in-process']]

  for (const words of running) {
    it(`is shown without them by ${words.join(' ')} when a plugin is set up`, async () => {
      write(refusing)
      await expectHidden(words, 'refused')
    })
  }

  for (const words of loading) {
    it(`is shown without them by ${words.join(' ')} when the options are checked`, async () => {
      write(checking)
      await expectHidden(words, 'expected none of')
    })
  }

  it('is shown without them by send when a section is wrong', async () => {
    write(refusing, { canaryToken: 1 })
    const { code, stderr } = await wechatbot(['send', 'text', 'hi'], folder.path)
    expect(code).to.equal(1)
    expect(stderr).to.contain('[redacted]').and.not.contain('canary')
  })
})
