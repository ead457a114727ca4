import { expect } from 'chai'
import * as v from 'valibot'
import { createPlugins } from '#src/plugin/plugins.js'
import type { AnyPlugin, PluginEntry, Scope } from '#src/plugin/types.js'
import { createRecorder } from '#src/records/metric.js'
import { Observers } from '#src/records/observers.js'
import { createSessions } from '#src/session/sessions.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock, failure } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'
import { unusedScheduler } from '../scheduling.ts'
import { settled } from '../settled.ts'

describe('createPlugins', () => {
  const log = recordingLogger()
  const clock = createSpecClock()
  const { values } = createMemoryStore({ clock })
  const isOpen = () => true
  const observers = new Observers(log)
  const start = (entries: readonly PluginEntry[]) => {
    return createPlugins(entries, {
      bot: { name: 'main', log, store: values },
      account: { name: 'main' },
      ...{ timeZone: 'Asia/Shanghai', folder: '.' },
      storeScope: 'name:main',
      values,
      api: () => {
        throw new Error('no api')
      },
      isOpen,
      sessions: createSessions({ values, scope: 'name:main', clock, isOpen }),
      ...{ clock, scheduler: unusedScheduler(clock), observers },
      recorder: createRecorder('main', observers.tell),
    })
  }

  beforeEach(() => {
    log.lines.length = 0
  })

  it('warns of replies by file in the options where the account has no API, with their places', async () => {
    const picture = { type: 'image', file: new Blob(['a picture']) }
    const options: Record<string, unknown> = {
      scenes: [{ 13: picture }, { 14: { type: 'image', mediaId: 'm' } }],
      file: new Blob(['no reply']),
    }
    options.self = options
    await start([[{ name: 'a', setup: () => {} }, options]]).ready
    const [warning, ...more] = linesWith(log, /without an appSecret/)
    expect(more).to.deep.equal([])
    expect(JSON.stringify(warning)).to.contain('scenes[0][13]').and.contain('without an appSecret')
    expect(JSON.stringify(warning)).not.to.contain('scenes[1]')
  })

  it('warns of another plugin with the name of one before it, and not of the same one again', async () => {
    const a: AnyPlugin = { name: 'shop', setup: () => {} }
    const b: AnyPlugin = { ...a }
    await start([a, a, [a, { x: 1 }], { name: 'other', setup: () => {} }]).ready
    expect(linesWith(log, /is named/)).to.deep.equal([])
    await start([a, b]).ready
    const warning =
      /another plugin before it is named "shop", too: .*; give one of them another name$/
    expect(linesWith(log, warning)).to.have.length(1)
  })

  it('sets up one after the other, in the order of the list', async () => {
    const trace: string[] = []
    const slow = {
      name: 'slow',
      setup: async (scope: Scope) => {
        trace.push('slow in')
        await settled()
        scope.on('text', () => 'slow')
        trace.push('slow out')
      },
    }
    const quick = {
      name: 'quick',
      setup: (scope: Scope) => {
        trace.push('quick')
        scope.on('text', () => 'quick')
      },
    }
    const plugins = start([slow, quick])
    await plugins.ready
    expect(trace).to.deep.equal(['slow in', 'slow out', 'quick'])
    const owners = plugins.segments.flatMap(({ handlers }) =>
      handlers.map(({ owner }) => owner.name),
    )
    expect(owners).to.deep.equal(['slow', 'quick'])
  })

  it('hands checked options to setup, on the plugin as this', async () => {
    const seen: unknown[] = []
    const plugin = {
      name: 'x',
      greeting: 'hi',
      options: v.object({ n: v.optional(v.number(), 7) }),
      setup(_scope: Scope, options: { n: number }) {
        seen.push(this.greeting, options)
      },
    }
    await start([[plugin, {}]]).ready
    expect(seen).to.deep.equal(['hi', { n: 7 }])
  })

  it('rejects ready with what a setup threw, and starts none after it', async () => {
    const started: string[] = []
    const error = new Error('no database')
    const plugins = start([
      { name: 'a', setup: () => void started.push('a') },
      { name: 'b', setup: () => Promise.reject(error) },
      { name: 'c', setup: () => void started.push('c') },
    ])
    expect(await plugins.ready.catch((err: unknown) => err)).to.equal(error)
    expect(started).to.deep.equal(['a'])
    expect(linesWith(log, 'plugin setup failed')).to.have.length(1)
  })

  it('rejects ready for wrong options', async () => {
    const options = v.strictObject({})
    const plugin = { name: 'x', options, setup: () => {} }
    await failure('BAD_PLUGIN', () => start([[plugin, { y: 1 }]]).ready)
  })

  it('rejects ready for wrong options of all plugins at once, and sets up none', async () => {
    let isSetUp = false
    const setup = () => {
      isSetUp = true
    }
    const plugin = (name: string) => ({ name, options: v.strictObject({}), setup })
    const entries: PluginEntry[] = [{ name: 'a', setup }, [plugin('b'), 5], [plugin('c'), { d: 1 }]]
    const error = await failure('BAD_PLUGIN', () => start(entries).ready)
    expect(error.message).to.equal(
      'bot "main": 2 problems\n' +
        '  plugin "b": expected an object, got 5\n' +
        '  plugin "c", d: expected a known option, got "d"',
    )
    expect(isSetUp).to.equal(false)
  })

  it('names the plugin whose filter is wrong', async () => {
    const plugin = { name: 'shop', setup: (scope: Scope) => scope.on('txt' as 'text', () => '') }
    const error = await failure('BAD_FILTER', () => start([plugin]).ready)
    expect(error.message).to.match(/^plugin "shop": filter: .*; did you mean "text"\?$/)
    expect(linesWith(log, 'plugin setup failed')[0]?.fields).to.include({ plugin: 'shop' })
  })

  it('refuses a setup that returns an object: nobody would close it', async () => {
    const setup = (result: unknown) => start([{ name: 'shop', setup: () => result as undefined }])
    const error = await failure('BAD_PLUGIN', () => setup({ dispose() {} }).ready)
    expect(error.message).to.equal(
      'plugin "shop": setup: expected nothing or a function that runs when the bot closes, got an object',
    )
    for (const result of [null, 3, true, [], [() => {}]]) await setup(result).ready
  })

  it('warns of a function to close with that nothing calls', async () => {
    const own = { name: 'shop', dispose() {} }
    await start([{ ...own, setup: () => {} }]).ready
    expect(linesWith(log, /nothing calls dispose\(\) of the plugin/)).to.have.length(1)
    log.lines.length = 0
    await start([{ ...own, setup: () => own.dispose }]).ready
    await start([{ ...own, setup: (scope) => scope.onClose(own.dispose) }]).ready
    expect(linesWith(log, /nothing calls/)).to.deep.equal([])
  })

  it('refuses at once all that is no plugin', async () => {
    const error = await failure('BAD_PLUGIN', () => start(['echo', 5 as never]))
    expect(error.problems.map(({ path }) => path)).to.deep.equal(['plugins[0]', 'plugins[1]'])
  })

  it('names the second use of a plugin name#2, with a store and a log of its own', async () => {
    const scopes: Scope[] = []
    const plugin = { name: 'x', setup: (scope: Scope) => void scopes.push(scope) }
    const plugins = start([plugin, plugin])
    await plugins.ready
    expect(plugins.names).to.deep.equal(['x', 'x#2'])
    await scopes[0]?.store.set('key', 1)
    expect(await scopes[1]?.store.get('key')).to.equal(undefined)
    scopes[1]?.log.info('hello')
    expect(linesWith(log, 'hello')[0]?.fields).to.deep.equal({ plugin: 'x#2' })
  })

  it('keeps keys apart whatever the names of the plugins', async () => {
    const scopes: Scope[] = []
    const setup = (scope: Scope) => void scopes.push(scope)
    await start([
      { name: 'a', setup },
      { name: 'a:b', setup },
    ]).ready
    await scopes[0]?.store.set('b:key', 1)
    expect(await scopes[1]?.store.get('key')).to.equal(undefined)
  })

  it('closes the last plugin first, and what setup returned before what it registered', async () => {
    const closed: string[] = []
    const plugin = (name: string) => ({
      name,
      setup: (scope: Scope) => {
        scope.onClose(() => void closed.push(`${name} registered`))
        return () => void closed.push(`${name} returned`)
      },
    })
    const plugins = start([plugin('a'), plugin('b')])
    await plugins.close()
    expect(closed).to.deep.equal(['b returned', 'b registered', 'a returned', 'a registered'])
  })

  it('closes what was set up before a setup failed', async () => {
    const closed: string[] = []
    const plugins = start([
      { name: 'a', setup: () => () => void closed.push('a') },
      { name: 'b', setup: () => Promise.reject(new Error('no')) },
    ])
    await plugins.close()
    expect(closed).to.deep.equal(['a'])
  })

  it('logs what fails to close with the name of the plugin, and goes on', async () => {
    const closed: string[] = []
    const plugins = start([
      { name: 'a', setup: () => () => void closed.push('a') },
      { name: 'b', setup: () => () => Promise.reject(new Error('stuck')) },
    ])
    await plugins.close()
    expect(closed).to.deep.equal(['a'])
    expect(linesWith(log, 'plugin close failed')[0]?.fields).to.include({ plugin: 'b' })
  })

  it('closes the others beside a plugin that does not end, and waits for it', async () => {
    const trace: string[] = []
    let end = () => {}
    const stuck = new Promise<void>((resolve) => {
      end = resolve
    })
    const plugins = start([
      { name: 'a', setup: () => () => void trace.push('a') },
      { name: 'b', setup: () => () => stuck },
    ])
    const closing = plugins.close().then(() => trace.push('closed'))
    await clock.advance(3000)
    expect(trace).to.deep.equal(['a'])
    end()
    await closing
    expect(trace).to.deep.equal(['a', 'closed'])
  })
})
