/** What is not shown: keys, headers and passwords of the configuration. */
import { expect } from 'chai'
import { wechatbot } from '../call.js'
import { Folder } from '../folder.js'
import { checkIn } from './checked.js'

describe('wechatbot check', () => {
  let folder: Folder

  beforeEach(() => {
    folder = new Folder()
  })
  afterEach(() => folder.remove())

  const check = (plugins: unknown, ...args: string[]) => checkIn(folder, plugins, ...args)

  it('gives JSON to machines, with secrets redacted', async () => {
    folder.write(
      'keys.mjs',
      `export default { name: 'keys', setup(scope) {
         scope.hears(/^天气/, () => '晴'); scope.on((m) => false, () => 'x') } }`,
    )
    const { stdout } = await check(
      [['./keys.mjs', { apiKey: 'canary-key', city: '深圳' }]],
      '--json',
    )
    const { file, bots } = JSON.parse(stdout)
    expect(file).to.equal(`${folder.path}/wechatbot.config.json`)
    expect(bots[0].plugins[0]).to.deep.include({
      name: 'keys',
      options: { apiKey: '[redacted]', city: '深圳' },
    })
    expect(bots[0].handlers).to.containSubset([
      { plugin: 'keys', filter: 'hears /^天气/', kinds: ['text'] },
      { plugin: 'keys', filter: '(function)' },
    ])
    expect(stdout).not.to.contain('canary-key')
  })

  it('shows no key, header or password of a plugin, also in what it says', async () => {
    folder.write(
      'keys.mjs',
      `export default { name: 'keys', setup(scope, options) {
         scope.log.info('got ' + options.model.apiKey + ' for ' + btoa('u:' + options.model.apiKey)) } }`,
    )
    const options = {
      model: { apiKey: 'canary-key', headers: { Authorization: 'Bearer canary-key' } },
      headers: { 'x-api-key': 'canary-key', Cookie: ['sid=canary-key'] },
      dsn: 'https://canary-key@sentry.example/1',
      database: 'postgres://bot:canary-key@db.example/bot',
      maxTokens: 300,
    }
    for (const words of [['--json'], []]) {
      const { stdout } = await check([['./keys.mjs', options]], ...words)
      expect(stdout).to.contain('got [redacted]').and.not.contain('canary-key')
      expect(stdout).not.to.contain(btoa('u:canary-key').slice(4, -2))
    }
    const { bots } = JSON.parse((await check([['./keys.mjs', options]], '--json')).stdout)
    expect(bots[0].plugins[0].options).to.deep.include({
      database: 'postgres://[redacted]@db.example/bot',
      maxTokens: 300,
    })
  })

  it('shows no password of a URL in an error', async () => {
    for (const [name, url] of [
      ['baseUrl', 'ftp://bot:canary-pass@gateway.example'],
      ['proxy', 'socks://bot:canary-pass@proxy.example'],
    ] as const) {
      const bots = [{ token: 'checkTokenCanary', api: { [name]: url } }]
      folder.write('wechatbot.config.json', JSON.stringify({ bots }))
      const { code, stderr } = await wechatbot(['check'], folder.path)
      expect(code).to.equal(1)
      expect(stderr).to.contain(`api.${name}`).and.not.contain('canary-pass')
    }
    const bots = [{ token: 'checkTokenCanary' }]
    const store = 'amqp://bot:canary-pass@store.example'
    folder.write('wechatbot.config.json', JSON.stringify({ store, bots }))
    const { code, stderr } = await wechatbot(['check'], folder.path)
    expect(code).to.equal(1)
    expect(stderr).to.contain('store').and.not.contain('canary-pass')
  })
})
