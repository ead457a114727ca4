/** A plugin package on the way it comes to a stranger: npm's own. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect } from 'chai'
import { body, ESM, PluginFolder } from './plugin-folder.js'

describe('a plugin package', () => {
  it('that npm has packed and installed is loaded', async () => {
    const folder = new PluginFolder()
    folder.pack(
      'wechatbot-plugin-packed',
      ESM,
      { 'index.js': `export default ${body('packed')}` },
      'source',
    )
    const npm = (cwd: string, ...args: string[]) =>
      execFileSync('npm', args, {
        cwd: join(folder.path, cwd),
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    npm('source', 'pack', '--pack-destination', folder.path)
    folder.write('package.json', '{ "private": true }')
    npm('.', 'install', '--offline', '--no-audit', './wechatbot-plugin-packed-1.2.3.tgz')
    expect(await folder.ask(['packed'], 'packed')).to.equal('from packed')
    folder.remove()
  })
})
