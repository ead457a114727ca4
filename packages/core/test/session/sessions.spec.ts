import { expect } from 'chai'
import { createBot } from '#src/bot.js'
import { createSessions } from '#src/session/sessions.js'
import type { SessionOptions } from '#src/session/types.js'
import { sessionRecord } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { BasicValues } from '#src/store/types.js'
import { createSpecClock, failure, TOKEN } from '../fixtures.ts'
import { recordingLogger } from '../recording-logger.ts'

describe('the sessions of a bot', () => {
  const log = recordingLogger()
  const clock = createSpecClock()
  const store = createMemoryStore({ clock })
  const newSessions = (values: BasicValues = store.values, isOpen = true) =>
    createSessions({ values, scope: 'wx1', clock, isOpen: () => isOpen })
  const counter = { name: 'count', initial: () => 0 }

  it('are kept apart by account, plugin, name and user', async () => {
    const bots = [
      createBot({ token: TOKEN, store, clock, logger: log, name: 'one' }),
      createBot({ token: TOKEN, store, clock, logger: log, name: 'two' }),
    ]
    const sessions = newSessions()
    const others = [
      sessions.of({ name: 'one', log }, 'one')(counter),
      sessions.of({ name: 'shop', log }, 'shop')(counter),
      sessions.of({ name: 'shop', log }, 'other')(counter),
      sessions.of({ name: 'shop', log }, 'third')({ ...counter, name: 'other' }),
    ]
    const all = [...bots.map((bot) => bot.session(counter)), ...others]
    for (const [i, session] of all.entries()) await session.set('oA', i + 1)
    for (const [i, session] of all.entries()) {
      expect(await session.get('oA')).to.equal(i + 1)
      expect(await session.get('oB')).to.equal(0)
    }
  })

  it('have no two keys alike, whatever the names are', () => {
    const parts = ['', 'a', '|', 'a|', '|a', '%', '%7C', 'bot', 'plugin']
    const keys = parts.flatMap((plugin) =>
      parts.flatMap((name) =>
        parts.flatMap((openid) => [
          sessionRecord('wx1', plugin, name, openid),
          sessionRecord('wx1', undefined, name, openid),
        ]),
      ),
    )
    const own = parts.length * parts.length
    expect(new Set(keys)).to.have.property('size', parts.length * own + own)
    expect(sessionRecord('wx1', 'shop', 'cart', 'oA')).to.equal('wx1|session|plugin|shop|cart|oA')
    expect(sessionRecord('wx|1', undefined, 'cart', 'o|A')).to.equal(
      'wx%7C1|session|bot|cart|o%7CA',
    )
  })

  it('have one name each, in one plugin', () => {
    const sessions = newSessions()
    const ofShop = sessions.of({ name: 'shop', log }, 'shop')
    ofShop(counter)
    sessions.of({ name: 'other', log }, 'other')(counter)
    return failure('BAD_SESSION', () => ofShop(counter)).then(({ message }) => {
      expect(message).to.contain('session "count" of "shop"')
    })
  })

  it('are listed as they were registered', async () => {
    const sessions = newSessions()
    const validate = (value: unknown) => ({ value: value as number })
    const schema = { '~standard': { version: 1, vendor: 'by hand', validate } } as const
    sessions.of({ name: 'shop', log }, 'shop')({ ...counter, ttlMs: 5, schema })
    sessions.of({ name: 'main', log })(counter)
    expect(sessions.list()).to.deep.equal([
      { plugin: 'shop', name: 'count', ttlMs: 5, hasSchema: true },
      { plugin: 'main', name: 'count', ttlMs: 604_800_000, hasSchema: false },
    ])
  })

  it('are registered before the bot serves', async () => {
    const late = () => newSessions(store.values, false).of({ name: 'shop', log }, 'shop')(counter)
    expect((await failure('ALREADY_STARTED', late)).message).to.contain('session "count" of "shop"')
  })

  it('say what is wrong with their options, all at once', async () => {
    const open = newSessions().of({ name: 'shop', log }, 'shop')
    for (const [options, ...paths] of [
      [undefined, 'name', 'initial'],
      [{}, 'name', 'initial'],
      [{ name: '', initial: 5 }, 'name', 'initial'],
      [{ ...counter, ttlMs: 0 }, 'ttlMs'],
      [{ ...counter, ttlMs: 1.5 }, 'ttlMs'],
      [{ ...counter, ttlMs: Number.POSITIVE_INFINITY }, 'ttlMs'],
      [{ ...counter, ttlMs: '1' }, 'ttlMs'],
      [{ ...counter, schema: {} }, 'schema'],
      [{ ...counter, schema: null }, 'schema'],
    ] as const) {
      const error = await failure('BAD_SESSION', () => open(options as SessionOptions<number>))
      expect(error.problems.map(({ path }) => path)).to.deep.equal(paths)
      expect(error.message).to.match(/^session of "shop": /)
    }
  })

  it('need a Store with entries, and say so in one line when they are registered', async () => {
    const { get, set, delete: remove, setIfAbsent } = store.values
    const values: BasicValues = { get, set, delete: remove, setIfAbsent }
    const old = { ...store, values }
    const bot = createBot({ token: TOKEN, store: old, logger: log })
    const { message } = await failure('BAD_CONFIG', () => bot.session(counter))
    expect(message).to.match(
      /^session "count" of "main" needs a Store with values\.entry and values\.replace, .+$/,
    )
    expect(message).not.to.contain('\n')
    const plugin = {
      name: 'shop',
      setup: (scope: { session: typeof bot.session }) => void scope.session(counter),
    }
    const withPlugin = createBot({ token: TOKEN, store: old, logger: log, plugins: [plugin] })
    expect((await failure('BAD_CONFIG', () => withPlugin.ready())).message).to.contain(
      'session "count" of "shop" needs a Store',
    )
    await withPlugin.close()
  })
})
