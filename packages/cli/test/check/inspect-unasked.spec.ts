/** Which handlers are never asked, as what stands before them answers every such message. */
import type { AnyPlugin, BotConfig, PluginEntry } from '@wechatbot/core'
import {
  createFakeApi,
  createManualClock,
  type FakeApi,
  type ManualClock,
} from '@wechatbot/simulator'
import { expect } from 'chai'
import { answering, plugin, warningsOf as warningsAt } from './inspected.js'

describe('the bots of a configuration, inspected', () => {
  let clock: ManualClock
  let api: FakeApi | undefined

  beforeEach(() => {
    clock = createManualClock()
    api = undefined
  })
  afterEach(() => api?.close())

  const warningsOf = (plugins: readonly PluginEntry[], more: Partial<BotConfig> = {}) =>
    warningsAt(plugins, more, clock)
  const lost = (later: string, filter: string, before: string) =>
    `"${later}" never gets to answer ${filter}: "${before}" before it answers every such message; move "${before}" behind it`

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

    it('without asking a model', async () => {
      const asked: unknown[] = []
      const setUp = plugin('ai', (scope) => {
        asked.push(process.env.WECHATBOT_FAKE_AI)
        scope.on('text', () => 'a')
      })
      expect(await warningsOf([setUp, answering('later', 'text')])).to.have.length(1)
      expect(asked[0]).to.equal(undefined)
      expect(new Set(asked.slice(1))).to.deep.equal(new Set(['check']))
      expect(process.env.WECHATBOT_FAKE_AI).to.equal(undefined)
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

  describe('warn of a word that is never heard', () => {
    const waiting = (name: string, ...words: string[]) =>
      plugin(name, (scope) => {
        for (const word of words) scope.hears(word, () => name)
      })
    const unheard = (later: string, word: string, before: string) =>
      `"${later}" never hears "${word}": "${before}" before it answers this word; move "${before}" behind it, or change its rule`

    it('when a plugin before it answers this word, once', async () => {
      const rules = plugin('rules', (scope) => scope.hears(/订/, () => '请打电话'))
      expect(
        await warningsOf([rules, waiting('b', '订位', '订座'), waiting('c', '菜单', '订位。')]),
      ).to.deep.equal([
        unheard('b', '订位', 'rules'),
        unheard('b', '订座', 'rules'),
        unheard('c', '订位。', 'rules'),
      ])
      const [first, ...others] = (await warningsOf([rules, rules, waiting('b', '订位')])) ?? []
      expect([first, ...others]).to.deep.equal([unheard('b', '订位', 'rules')])
    })

    it('but not of one that comes first, or of which the plugin before it is not asked', async () => {
      const rules = plugin('rules', (scope) => scope.on('image', () => '图'))
      expect(await warningsOf([waiting('b', '订位'), waiting('c', '菜单'), rules])).to.deep.equal(
        [],
      )
      expect(await warningsOf([rules, waiting('b', '订位')])).to.deep.equal([])
    })

    it('and in other words where the plugin before it answers all texts', async () => {
      expect(await warningsOf([answering('echo', 'text'), waiting('b', '订位')])).to.deep.equal([
        lost('b', 'hears 订位', 'echo'),
      ])
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

  it('set up a plugin once more for all words that it is asked, and all of them once for clicks', async () => {
    const setUps: string[] = []
    const counted = (name: string, word: string) =>
      plugin(name, (scope) => {
        setUps.push(name)
        scope.hears(word, () => name)
        scope.on('event:CLICK', () => undefined)
      })
    const menu = {
      button: [
        { name: '一', type: 'click', key: 'ONE' },
        { name: '二', type: 'click', key: 'TWO' },
      ],
    }
    const account = { appId: 'wx1', appSecret: 'inspect-secret' }
    const plugins = [counted('a', '甲'), counted('b', '乙'), counted('c', '丙')]
    expect(await warningsOf(plugins, { menu, ...account })).to.have.length(2)
    expect(setUps.sort()).to.deep.equal(['a', 'a', 'a', 'b', 'b', 'b', 'c', 'c'])
  })

  it('ask nothing of a plugin that cannot be set up without another, and close what it has opened', async () => {
    const open = new Set<number>()
    let setUps = 0
    const second = plugin('second', (scope) => {
      setUps += 1
      const own = setUps
      open.add(own)
      scope.onClose(() => void open.delete(own))
      // As on a bot of its own.
      if (setUps > 1) throw new Error('no first')
      scope.on('text', () => 'second')
    })
    expect(await warningsOf([plugin('first'), second, answering('later', 'text')])).to.deep.equal(
      [],
    )
    expect(setUps).to.equal(2)
    expect([...open]).to.deep.equal([])
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
