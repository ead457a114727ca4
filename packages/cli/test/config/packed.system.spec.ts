/** A plugin as npm packs and installs it, by npm itself. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import { loadConfig } from '#src/config/load.js'
import { Folder } from '../folder.ts'

describe('a plugin package that npm has packed and installed', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  it('is loaded', async () => {
    const name = 'wechatbot-plugin-packed'
    const manifest = { name, version: '1.2.3', type: 'module', exports: './index.js' }
    folder.write('source/package.json', JSON.stringify(manifest))
    folder.write('source/index.js', "export default { name: 'packed', setup() {} }")
    const npm = (cwd: string, ...args: string[]) =>
      execFileSync('npm', args, { cwd: join(folder.path, cwd), stdio: ['ignore', 'pipe', 'pipe'] })
    npm('source', 'pack', '--pack-destination', folder.path)
    folder.write('package.json', '{ "private": true }')
    npm('.', 'install', '--offline', '--no-audit', `./${name}-1.2.3.tgz`)
    const bots = [{ token: 'a-token', plugins: ['packed'] }]
    const file = folder.write('wechatbot.config.json', JSON.stringify({ bots }))
    const [config] = (await loadConfig({ file })).bots
    expect(config?.plugins?.map((plugin) => (plugin as { name?: unknown }).name)).to.deep.equal([
      'packed',
    ])
  })
})
