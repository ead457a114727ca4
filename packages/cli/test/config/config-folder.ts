/** A folder whose configuration is loaded, and which has packages that one may name. */
import { expect } from 'chai'
import { loadConfig } from 'wechatbot'
import { Folder } from '../folder.js'

export class ConfigFolder extends Folder {
  constructor() {
    super()
    this.link('wechatbot', 'packages/cli')
    this.link('@wechatbot/plugin-echo', 'plugins/echo')
    this.install('wechatbot-plugin-weather', 'test/fixtures/wechatbot-plugin-weather')
  }

  /** Loads this file, or the one that is found. */
  load(file?: string) {
    return loadConfig({ cwd: this.path, ...(file === undefined ? {} : { file }) })
  }

  /** What the error says that loading ends in. */
  async failure(file?: string): Promise<string> {
    const error = await this.load(file).catch((reason: unknown) => reason)
    expect(error).to.be.instanceOf(Error)
    return (error as Error).message
  }
}
