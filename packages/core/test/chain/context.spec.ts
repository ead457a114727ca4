import { createServer } from 'node:http'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Account } from '#src/account.js'
import { noApi } from '#src/api/none.js'
import type { Api } from '#src/api/types.js'
import { createBot } from '#src/bot.js'
import { type Context, type Owner, TurnContext } from '#src/chain/context.js'
import { moment } from '#src/clock.js'
import type { Scope } from '#src/plugin/types.js'
import { createMemoryStore } from '#src/store/memory.js'
import { Turn } from '#src/turn/turn.js'
import {
  ACCOUNT,
  createSpecClock,
  failure,
  messageOf,
  T0,
  TOKEN,
  textXml,
  USER,
} from '../fixtures.ts'
import { closeServers, listen, push } from '../http-client.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

describe('the context of a handler', () => {
  let clock: ManualClock
  let turn: Turn

  const account = new Account({
    name: 'main',
    appId: 'wx1',
    appSecret: 'spec-app-secret',
    tokens: ['spec4Token'],
    mode: 'plain',
  })
  const ownerOf = (name: string): Owner => ({
    name,
    log: recordingLogger(),
    store: createMemoryStore({ clock }).values,
  })
  const contextFor = (api = noApi('main'), passiveMs = 14_500, owner = ownerOf('main')) =>
    new TurnContext(turn, owner, { account, passiveMs }, api)

  beforeEach(() => {
    clock = createSpecClock()
    turn = new Turn('key', messageOf(textXml()), moment(clock), 1, 1)
  })
  afterEach(closeServers)

  it('has the message and its sender', () => {
    const ctx = contextFor()
    expect(ctx.message).to.equal(turn.message)
    expect(ctx.from).to.equal(USER)
  })

  it('has the log and the store of its owner', () => {
    const [one, other] = [ownerOf('one'), ownerOf('other')]
    for (const owner of [one, other]) {
      const { log, store } = contextFor(noApi('main'), 14_500, owner)
      expect(log).to.equal(owner.log)
      expect(store).to.equal(owner.store)
    }
  })

  it('gives a plugin’s handler the plugin’s log and store, apart from those of the bot', async () => {
    const [log, store] = [recordingLogger(), createMemoryStore({ clock })]
    const scopes: Scope[] = []
    const contexts: Context[] = []
    const shop = {
      name: 'shop',
      setup: (scope: Scope) => {
        scopes.push(scope)
        scope.on('text', (ctx) => void contexts.push(ctx))
      },
    }
    const bot = createBot({ token: TOKEN, clock, logger: log, store, plugins: [shop] })
    bot.on('text', (ctx) => void contexts.push(ctx))
    await push(await listen(createServer(bot.callback())), textXml())
    const [plugins, own] = contexts
    for (const [i, ctx] of contexts.entries()) {
      ctx.log.warn('hello')
      await ctx.store.set('key', i)
    }
    expect(linesWith(log, 'hello').map(({ fields }) => fields)).to.deep.equal([
      { bot: 'main', plugin: 'shop' },
      { bot: 'main' },
    ])
    expect(await plugins?.store.get('key')).to.equal(0)
    expect(await scopes[0]?.store.get('key')).to.equal(0)
    expect(await own?.store.get('key')).to.equal(1)
  })

  it('says when a passive reply comes too late, whichever attempt is asked', async () => {
    expect(contextFor().deadline).to.equal(T0 + 14_500)
    await clock.advance(5000)
    turn.attempts = 2
    expect(contextFor().deadline).to.equal(T0 + 14_500)
    expect(contextFor(noApi('main'), 4500).deadline).to.equal(T0 + 4500)
  })

  it('has the key of the message, which the log has too', () => {
    expect(contextFor().key).to.equal(turn.key)
  })

  it('counts the attempts that come while the handler runs', () => {
    const ctx = contextFor()
    expect(ctx.attempt).to.equal(1)
    turn.attempts = 3
    expect(ctx.attempt).to.equal(3)
  })

  it('names the account, without its secrets', () => {
    expect(contextFor().account).to.deep.equal({
      name: 'main',
      appId: 'wx1',
      originalId: ACCOUNT,
    })
  })

  it('shares state and signal with every other context of its message, and no others', () => {
    const of = (name: string) => contextFor(noApi('main'), 14_500, ownerOf(name))
    const [one, other] = [of('one'), of('other')]
    expect(one.state).to.equal(other.state)
    expect(one.signal).to.equal(other.signal)
    turn.abort('closing')
    expect(one.signal.aborted).to.equal(true)
    const state = one.state
    turn = new Turn('key2', messageOf(textXml({ MsgId: '2' })), moment(clock), 1, 1)
    expect(contextFor().state).not.to.equal(state)
    expect(contextFor().signal.aborted).to.equal(false)
  })

  describe('by the API', () => {
    let calls: unknown[][]
    const fake = () => {
      const api = {
        send: async (...args: unknown[]) => void calls.push(['send', ...args]),
        typing: async (...args: unknown[]) => void calls.push(['typing', ...args]),
      } as unknown as Api
      return { api, ctx: contextFor(() => api) }
    }

    beforeEach(() => {
      calls = []
    })

    it('sends and shows typing to the sender of the message', async () => {
      const { ctx, api } = fake()
      expect(ctx.api).to.equal(api)
      // As handlers take them, out of the context.
      const { send, typing } = ctx
      await send('在路上')
      await typing()
      expect(calls).to.deep.equal([
        ['send', USER, '在路上', undefined],
        ['typing', USER],
      ])
    })

    it('hands on why WeChat refuses', async () => {
      const error = new Error('45047')
      const api = { send: () => Promise.reject(error) } as unknown as Api
      const { send } = contextFor(() => api)
      expect(await send('x').catch((it: unknown) => it)).to.equal(error)
    })

    it('rejects without an appSecret, and throws for the API itself', async () => {
      const ctx = contextFor()
      await failure('NO_API', () => ctx.api)
      // Not thrown: a handler that does not wait for them goes on.
      const work = [ctx.send('x'), ctx.typing()]
      for (const each of work) await failure('NO_API', () => each)
    })
  })
})
