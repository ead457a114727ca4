import { dirname } from 'node:path'
import { expect } from 'chai'
import { ConfigFolder } from './config-folder.js'

describe('the folder in which paths of plugins begin', () => {
  let folder: ConfigFolder

  beforeEach(() => {
    folder = new ConfigFolder()
  })
  afterEach(() => {
    folder.remove()
  })

  it('is that of the config file, wherever the command is called', async () => {
    const bots = [{ token: 'a-token' }, { name: 'b', path: '/b', token: 'b-token', plugins: [] }]
    const path = folder.write('bots/wechatbot.config.json', JSON.stringify({ bots }))
    const config = await folder.load('bots/wechatbot.config.json')
    expect(config.bots.map((bot) => bot.folder)).to.deep.equal([dirname(path), dirname(path)])
  })
})
