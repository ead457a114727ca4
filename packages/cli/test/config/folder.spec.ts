import { dirname, join } from 'node:path'
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

  const foldersOf = async (...given: readonly (string | undefined)[]) => {
    const bots = given.map((each, i) => {
      const name = `bot-${i}`
      return { name, token: `token-${i}`, path: `/${name}`, folder: each }
    })
    const path = folder.write('bots/wechatbot.config.json', JSON.stringify({ bots }))
    const config = await folder.load('bots/wechatbot.config.json')
    return { beside: dirname(path), folders: config.bots.map((bot) => bot.folder) }
  }

  it('is that of the config file', async () => {
    const { folders, beside } = await foldersOf(undefined)
    expect(folders).to.deep.equal([beside])
  })

  it('may be named from there, or with its whole path', async () => {
    const { folders, beside } = await foldersOf('shop', '/srv/shop')
    expect(folders).to.deep.equal([join(beside, 'shop'), '/srv/shop'])
  })
})
