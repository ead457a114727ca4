/** The contract of every plugin, as a suite. */
import assert from 'node:assert/strict'
import {
  type AnyPlugin,
  type Bot,
  createBot,
  createLogger,
  createMemoryStore,
  type ObservedRecord,
} from '@wechatbot/core'
import { timersLeft } from '../at-work.ts'
import { createManualClock } from '../clock.ts'
import { theMachine } from '../machine/machine.ts'
import { KIND_NAMES } from '../push.ts'
import { simulate } from '../simulate.ts'
import type { FakeUser } from '../user.ts'
import { type Runner, runnerOf } from './runner.ts'

export interface PluginContractOptions {
  /** Options with which the plugin can run. @default none */
  readonly options?: unknown
  /** @default the global describe and it */
  readonly runner?: Runner
}

/** Values that no schema should accept as options. */
const NONSENSE: readonly unknown[] = [42, 'nonsense', [], { thisIsNoOption: true }]

/**
 * Declares a suite. The plugin has a name, and it sets up and closes twice in one process. It refuses nonsense with
 * a clear error. No kind of message makes it fail. It leaves no timer behind, and it leaves messages that it does
 * not know to other plugins.
 *
 * @example
 * ```ts
 * pluginContract(keyword, { options: { rules: [{ match: '你好', reply: '你好！' }] } })
 * ```
 */
export function pluginContract(plugin: AnyPlugin, contract: PluginContractOptions = {}): void {
  const { describe, it } = runnerOf(contract.runner)
  const { options } = contract

  describe(`plugin ${plugin.name} keeps the contract`, () => {
    it('has a name and a setup', () => {
      assert.match(plugin.name, /^[\w@/.-]+$/)
      assert.equal(typeof plugin.setup, 'function')
    })

    it('sets up and closes, on two bots at once', async () => {
      const bots = [botWith(plugin, options), botWith(plugin, options)]
      try {
        await Promise.all(bots.map((bot) => bot.ready()))
      } finally {
        await Promise.all(bots.map((bot) => bot.close()))
      }
    })

    it('refuses options that make no sense with its name, or runs', async () => {
      for (const nonsense of NONSENSE) {
        const bot = botWith(plugin, nonsense)
        const failure = await bot.ready().catch((error: Error) => error)
        await bot.close()
        if (!(failure instanceof Error)) continue
        assert.equal((failure as { code?: unknown }).code, 'BAD_PLUGIN', failure.message)
        assert.ok(failure.message.includes(plugin.name), failure.message)
      }
    })

    it('fails on no kind of message', async () => {
      const failures: unknown[] = []
      const observe = (record: ObservedRecord) => {
        if (record.type === 'chain' && record.error) failures.push([record.kind, record.error])
      }
      await talk(botWith(plugin, options, observe), (user) =>
        Promise.all([...KIND_NAMES, 'hologram', 'event:hologram'].map((kind) => user.sends(kind))),
      )
      assert.deepEqual(failures, [])
    })

    it('leaves no timer behind that keeps the process alive', async () => {
      const machine = theMachine()
      const since = machine.lastId
      await talk(botWith(plugin, options), (user) =>
        Promise.all(KIND_NAMES.map((kind) => user.sends(kind))),
      )
      const left = timersLeft(machine, since).map(({ words }) => words)
      assert.deepEqual(left, [], 'clear them in scope.onClose()')
    })

    it('leaves a message that nobody knows to others', async () => {
      const bot = botWith(plugin, options)
      bot.on('*', () => 'left to others')
      await talk(bot, async (user) => {
        for (const kind of ['hologram', 'event:hologram']) {
          await user.sends(kind).shouldReply('left to others')
        }
      })
    })
  })
}

/** The bot is closed whatever happens: what its plugin has opened would keep a run alive whose assertion failed. */
async function talk(bot: Bot, say: (user: FakeUser) => Promise<unknown>): Promise<void> {
  const wechat = await simulate(bot)
  try {
    await say(wechat.user('oContract'))
  } finally {
    await wechat.close()
  }
}

function botWith(
  plugin: AnyPlugin,
  options: unknown,
  observe: (record: ObservedRecord) => void = () => {},
): Bot {
  const clock = createManualClock()
  return createBot({
    token: 'contract-token',
    plugins: [[plugin, options]],
    logger: createLogger({ level: 'silent' }),
    store: createMemoryStore({ clock }),
    clock,
    observe,
  })
}
