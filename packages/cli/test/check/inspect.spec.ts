import type { AnyPlugin, BotConfig, PluginEntry } from '@wechatbot/core'
import {
  createFakeApi,
  createManualClock,
  type FakeApi,
  type ManualClock,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { inspectBots } from '#src/check/inspect.js'
import { wordsIn } from '#src/words/index.js'

const EN = wordsIn('en')

type Setup = AnyPlugin['setup']
const plugin = (name: string, setup: Setup = () => {}): AnyPlugin => ({ name, setup })
const answering = (name: string, ...filters: string[]) =>
  plugin(name, (scope) => {
    for (const filter of filters) scope.on(filter as 'text', () => name)
  })

describe('the bots of a configuration, inspected', () => {
  let clock: ManualClock
  let api: FakeApi | undefined

  beforeEach(() => {
    clock = createManualClock()
    api = undefined
  })
  afterEach(() => api?.close())

  const inspect = async (bots: readonly BotConfig[], origins: readonly object[] = []) => {
    const more = { ignored: [], secrets: [], origins: [origins] }
    const config = { file: '/bots/wechatbot.config.ts', bots, ...more }
    return inspectBots(config, clock, EN.check)
  }
  const warningsOf = async (plugins: readonly PluginEntry[], more: Partial<BotConfig> = {}) => {
    const [report] = await inspect([{ token: 'inspect-token', plugins, ...more }])
    return report?.warnings
  }
  const lost = (later: string, filter: string, before: string) =>
    `"${later}" never gets to answer ${filter}: "${before}" before it answers every such message; move "${before}" behind it`

  it('say what they are', async () => {
    const key = { appId: 'wx1', encodingAESKey: 'A'.repeat(43) }
    const reports = await inspect([
      { token: 'inspect-token' },
      { token: 'inspect-token', name: 'shop', path: '/shop', mode: 'compat', ...key },
    ])
    const nothing = { plugins: [], handlers: [], sessions: [], jobs: [], warnings: [] }
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
    const [report] = await inspect([{ token: 'inspect-token', plugins: PLUGINS }], ORIGINS)
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
    const [report] = await inspect([{ token: 'inspect-token', plugins: PLUGINS, menu }], ORIGINS)
    expect(report?.plugins.map(({ name, version }) => [name, version])).to.deep.equal([
      ['menu', undefined],
      ['a', '1.0.0'],
      ['b', undefined],
    ])
  })

  it('are closed', async () => {
    const closed: string[] = []
    await inspect([
      { token: 'inspect-token', plugins: [plugin('a', () => () => void closed.push('a'))] },
      { token: 'inspect-token', plugins: [plugin('b', () => () => void closed.push('b'))] },
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
    const failure = await inspect([{ token: 'inspect-token', plugins: [first, failing] }]).catch(
      (error: Error) => error.message,
    )
    expect(failure).to.equal('no till')
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

  describe('warn of a handler that is never asked', () => {
    it('when a plugin before it answers all of its kinds', async () => {
      expect(
        await warningsOf([answering('echo', 'text'), answering('later', 'text')]),
      ).to.deep.equal([lost('later', 'text', 'echo')])
      expect(
        await warningsOf([answering('echo', '*'), answering('later', 'image', 'event:CLICK')]),
      ).to.deep.equal([lost('later', 'image', 'echo'), lost('later', 'event:CLICK', 'echo')])
    })

    it('when plugins without handlers, and a menu, come before', async () => {
      const menu = { button: [{ name: '时间', reply: '9:00' }] }
      const plugins = [
        plugin('silent'),
        answering('echo', 'text'),
        plugin('middle', (scope) => scope.use((_, next) => next())),
        answering('later', 'text'),
      ]
      const account = { appId: 'wx1', appSecret: 'inspect-secret' }
      expect(await warningsOf(plugins, { menu, ...account })).to.deep.equal([
        lost('later', 'text', 'echo'),
      ])
    })

    it('when the same plugin is there twice', async () => {
      const echo = answering('echo', 'text')
      expect(await warningsOf([echo, echo])).to.deep.equal([lost('echo#2', 'text', 'echo')])
    })

    it('where only some addresses may push', async () => {
      const plugins = [answering('echo', 'text'), answering('later', 'text')]
      expect(await warningsOf(plugins, { allowFrom: ['101.226.103.0/25'] })).to.have.length(1)
    })

    it('once for each', async () => {
      const later = plugin('later', (scope) => {
        scope.on('text', () => 'one')
        scope.on('text', () => 'two')
      })
      expect(await warningsOf([answering('echo', 'text'), later])).to.have.length(1)
    })
  })

  describe('do not warn', () => {
    const NONE: readonly (readonly [string, readonly AnyPlugin[]])[] = [
      ['when it comes first', [answering('first', 'text'), plugin('echo')]],
      ['of other kinds', [answering('echo', 'text'), answering('later', 'image')]],
      ['of one that has other kinds, too', [answering('echo', 'text'), answering('later', '*')]],
      [
        'when what comes before it is asked for some texts',
        [plugin('rules', (scope) => scope.hears(/./, () => 'always')), answering('later', 'text')],
      ],
      [
        'when what comes before it passes some messages on',
        [
          plugin('rules', (scope) =>
            scope.on('text', ({ message }) => (message.Content === '?!' ? undefined : 'known')),
          ),
          answering('later', 'text'),
        ],
      ],
      [
        'when what comes before it may choose to be silent',
        [
          plugin('mute', (scope) => scope.on('text', () => ({ type: 'none' }))),
          answering('b', 'text'),
        ],
      ],
      [
        'when what comes before it fails',
        [
          plugin('failing', (scope) =>
            scope.on('text', () => {
              throw new Error('as asked')
            }),
          ),
          answering('later', 'text'),
        ],
      ],
    ]
    for (const [when, plugins] of NONE) {
      it(when, async () => {
        expect(await warningsOf(plugins)).to.deep.equal([])
      })
    }

    const taking = (ms: number) => [
      plugin('slow', (scope) => scope.on('text', () => clock.wait(ms).then(() => 'slow'))),
      answering('later', 'text'),
    ]

    it('when what comes before it takes longer than two seconds', async () => {
      expect(await warningsOf(taking(1999))).to.have.length(1)
      expect(await warningsOf(taking(2001))).to.deep.equal([])
    })

    it('by sending somebody what came late', async () => {
      const account = { appId: 'wx0123456789abcdef', appSecret: 'inspect-secret' }
      api = await createFakeApi(account)
      const more = { ...account, api: { baseUrl: api.url } }
      expect(await warningsOf(taking(2001), more)).to.deep.equal([])
      await clock.advance(60_000)
      expect(api.calls).to.deep.equal([])
    })

    it('by letting a handler that sends reach the API of the configuration', async () => {
      const account = { appId: 'wx0123456789abcdef', appSecret: 'inspect-secret' }
      api = await createFakeApi(account)
      let asked = 0
      const sending = plugin('sending', (scope) =>
        scope.on('text', async (ctx) => {
          asked += 1
          await ctx.send('hello').catch(() => {})
          return 'sent'
        }),
      )
      const more = { ...account, api: { baseUrl: api.url } }
      const warnings = await warningsOf([sending, answering('later', 'text')], more)
      expect(warnings).to.deep.equal([lost('later', 'text', 'sending')])
      expect(asked).to.be.above(0)
      expect(api.calls).to.deep.equal([])
    })
  })

  it('close also what was asked made-up messages', async () => {
    let open = 0
    const echo = plugin('echo', (scope) => {
      open += 1
      scope.on('text', () => 'echo')
      return () => {
        open -= 1
      }
    })
    await warningsOf([echo, answering('later', 'text')])
    expect(open).to.equal(0)
  })
})
