import type { AnyPlugin } from '@wechatbot/core'
import { createFakeApi, createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { inspectBots } from '#src/check/inspect.js'
import { EN, watcherOf } from './inspected.js'

const ACCOUNT = { appId: 'wx0123456789abcdef', appSecret: 'inspect-secret' }

describe('the search for clicks that no plugin answers', () => {
  const HUMAN = { name: '人工', type: 'click', key: 'HUMAN' }
  const warningsOf = async (
    setup: AnyPlugin['setup'],
    api?: { baseUrl: string },
    button = [HUMAN],
    first: readonly AnyPlugin[] = [],
  ) => {
    const menu = { button }
    const account = { ...ACCOUNT, ...(api === undefined ? {} : { api }) }
    const plugins = [...first, { name: 'asked', setup }]
    const bots = [{ token: 'inspectToken', ...account, menu, plugins }]
    const more = { ignored: [], secrets: [], origins: [[]] }
    const config = { file: '/bots/wechatbot.config.ts', bots, ...more }
    const [report] = await inspectBots(config, watcherOf(createManualClock()), EN)
    return report?.warnings
  }

  it('asks a plugin that takes the API during its setup', async () => {
    const answers = (answer: string | undefined) =>
      warningsOf(({ api, ...scope }) => {
        scope.on('event:CLICK', () => api && answer)
      })
    expect(await answers('here')).to.deep.equal([])
    expect(await answers(undefined)).to.have.length(1)
  })

  it('lets nothing that a plugin sends reach the API of the configuration', async () => {
    const api = await createFakeApi(ACCOUNT)
    let asked = 0
    const warnings = await warningsOf(
      (scope) => {
        scope.on('event:CLICK', async (ctx) => {
          asked += 1
          await ctx.send('hello')
        })
      },
      { baseUrl: api.url },
    )
    await api.close()
    expect(asked).to.equal(1)
    expect(warnings).to.deep.equal([])
    expect(api.calls).to.deep.equal([])
  })

  it('asks each click as another user: a plugin may keep the user of a click', async () => {
    const kept = new Set<string>()
    const setup: AnyPlugin['setup'] = (scope) => {
      scope.on('event:CLICK', ({ from, message }) => {
        if (message.EventKey !== 'HUMAN' && !kept.has(from)) return undefined
        kept.add(from)
        return { type: 'none' }
      })
    }
    const nobody = { name: '没有人', type: 'click', key: 'NOBODY' }
    const warnings = await warningsOf(setup, undefined, [HUMAN, nobody])
    expect(warnings).to.have.length(1)
    expect(warnings?.[0]).to.contain('NOBODY')
  })

  it('asks the plugins together: one may read what another has found out', async () => {
    const gate: AnyPlugin = {
      name: 'gate',
      setup(scope) {
        scope.use((ctx, next) => {
          Object.assign(ctx.state, { isMember: true })
          return next()
        })
      },
    }
    const setup: AnyPlugin['setup'] = (scope) => {
      scope.on('event:CLICK', ({ state }) => ('isMember' in state ? 'welcome' : undefined))
    }
    expect(await warningsOf(setup, undefined, [HUMAN], [gate])).to.deep.equal([])
  })
})
