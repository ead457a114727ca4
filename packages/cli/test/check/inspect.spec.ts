import type { PluginEntry } from '@wechatbot/core'
import { expect } from 'chai'
import { answering, EN, inspect, plugin, warningsOf } from './inspected.js'

describe('the bots of a configuration, inspected', () => {
  it('say what they are', async () => {
    const key = { appId: 'wx1', encodingAESKey: 'A'.repeat(43) }
    const reports = await inspect([
      { token: 'inspectToken' },
      { token: 'inspectToken', name: 'shop', path: '/shop', mode: 'compat', ...key },
    ])
    const lists = { plugins: [], middleware: [], handlers: [], sessions: [], jobs: [] }
    const nothing = { ...lists, hasApi: false, warnings: [] }
    expect(reports).to.deep.equal([
      { name: 'main', path: '/wechat', mode: 'plain', ...nothing },
      { name: 'shop', path: '/shop', mode: 'compat', ...nothing },
    ])
  })

  const ORIGINS = [{ path: '/a.js', version: '1.0.0' }, {}]
  const PLUGINS: readonly PluginEntry[] = [
    [answering('a', 'text'), { apiKey: 'canary', city: '深圳' }],
    answering('b', 'image'),
  ]

  it('name their plugins, where these came from, and their options without secrets', async () => {
    const [report] = await inspect([{ token: 'inspectToken', plugins: PLUGINS }], ORIGINS)
    expect(report?.plugins).to.deep.equal([
      { name: 'a', ...ORIGINS[0], options: { apiKey: '[redacted]', city: '深圳' }, said: [] },
      { name: 'b', said: [] },
    ])
    expect(report?.handlers.map(({ plugin, filter }) => `${plugin} ${filter}`)).to.deep.equal([
      'a text',
      'b image',
    ])
  })

  it('name them beside a menu, which brings a plugin of its own', async () => {
    const menu = { button: [{ name: '时间', reply: '9:00' }] }
    const [report] = await inspect([{ token: 'inspectToken', plugins: PLUGINS, menu }], ORIGINS)
    expect(report?.plugins.map(({ name, version }) => [name, version])).to.deep.equal([
      ['menu', undefined],
      ['a', '1.0.0'],
      ['b', undefined],
    ])
  })

  it('are closed', async () => {
    const closed: string[] = []
    await inspect([
      { token: 'inspectToken', plugins: [plugin('a', () => () => void closed.push('a'))] },
      { token: 'inspectToken', plugins: [plugin('b', () => () => void closed.push('b'))] },
    ])
    expect(closed).to.deep.equal(['a', 'b'])
  })

  it('fail with what a setup throws, closed as well', async () => {
    let isClosed = false
    const first = plugin('first', () => () => {
      isClosed = true
    })
    const failing = plugin('till', () => {
      throw new Error('no till')
    })
    const failure = await inspect([{ token: 'inspectToken', plugins: [first, failing] }]).catch(
      (error: Error) => error.message,
    )
    expect(failure).to.match(/^bot "main", plugin "till": its setup failed: Error: no till\n/)
    expect(isClosed).to.equal(true)
  })

  it('warn of a menu and of a late strategy on an account without the API', async () => {
    const menu = { button: [{ name: '时间', reply: '9:00' }] }
    const late = ['customer-service', 'mailbox'] as const
    expect(await warningsOf([], { menu, late })).to.deep.equal([
      EN.check.menuNeedsApi,
      EN.check.lateNeedsApi,
    ])
    const account = { appId: 'wx1', appSecret: 'inspect-secret' }
    expect(await warningsOf([], { menu, late, ...account })).to.deep.equal([])
    expect(await warningsOf([], { late: ['mailbox'] })).to.deep.equal([])
  })
})
