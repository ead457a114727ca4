import { pathToFileURL } from 'node:url'
import type { WechatBotError } from '@wechatbot/core'
import { expect } from 'chai'
import { openFile } from '#src/open-file.js'
import { Folder } from './folder.js'

describe('opening a file', () => {
  let folder: Folder
  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  it('gives its bytes and its name, by a path or a URL', async () => {
    const path = folder.write('menu.jpg', 'bytes')
    for (const file of [path, pathToFileURL(path), pathToFileURL(path).href]) {
      const opened = await openFile(file)
      expect([opened.name, await opened.text()]).to.deep.equal(['menu.jpg', 'bytes'])
    }
  })

  it('names the path that is not there', async () => {
    const error = await openFile('nowhere/menu.jpg').catch((it: WechatBotError) => it)
    expect(error).to.have.property('code', 'BAD_CALL')
    expect((error as Error).message)
      .to.contain(`${process.cwd()}/nowhere/menu.jpg`)
      .and.contain('"nowhere/menu.jpg" from the working directory')
      .and.contain('ENOENT')
  })

  it('names the path of a folder', async () => {
    const error = await openFile(folder.path).catch((it: WechatBotError) => it)
    expect(error).to.have.property('message').that.contains(folder.path)
  })
})
