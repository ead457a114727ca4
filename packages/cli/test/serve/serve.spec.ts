import { expect } from 'chai'
import { startBot } from '../call.js'
import { Folder } from '../folder.js'

describe('wechatbot start', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
    folder.write(
      'wechatbot.config.json',
      '{ "server": { "host": "127.0.0.1" }, "bots": [{ "token": "a-token" }] }',
    )
  })
  afterEach(() => folder.remove())

  it('warns of a second config file, which is not read', async () => {
    folder.write('.wechatbotrc', 'bots: none\n')
    const bot = await startBot(folder.path)
    expect(await bot.stop()).to.equal(0)
    const warnings = bot
      .output()
      .split('\n')
      .filter((line) => line.includes('several config files: only the first is read'))
    expect(warnings).to.have.length(1)
    expect(JSON.parse(warnings[0] ?? '')).to.deep.include({
      file: `${folder.path}/wechatbot.config.json`,
      ignored: ['.wechatbotrc'],
    })
  })
})
