import { createMemoryStore, JOB_RETRIES_MS } from '@wechatbot/core'
import { createManualClock, pluginContract, storeContract } from '@wechatbot/simulator'
import { expect } from 'chai'
import { warningsOf } from './warnings.ts'

const clock = createManualClock()

storeContract({
  name: 'memory',
  create: () => createMemoryStore({ clock }),
  pass: (ms) => clock.advance(ms),
  jobRetriesMs: JOB_RETRIES_MS,
})

/** Runs a suite and says which of its tests fail. */
async function failuresOf(declare: (runner: object) => void): Promise<string[]> {
  const tests: [string, () => Promise<void> | void][] = []
  declare({
    describe: (_name: string, body: () => void) => body(),
    it: (name: string, body: () => Promise<void> | void) => tests.push([name, body]),
  })
  const failed: string[] = []
  for (const [name, body] of tests) {
    try {
      await body()
    } catch {
      failed.push(name)
    }
  }
  return failed
}

describe('pluginContract', () => {
  it('without global functions says how to give it those of vitest and node:test', () => {
    const all = globalThis as { it?: unknown }
    const { it: ofMocha } = all
    delete all.it
    try {
      expect(() => pluginContract({ name: 'x', setup() {} })).to.throw(
        /^no describe and it; .*\{ options, runner: \{ describe, it \} \}$/,
      )
    } finally {
      all.it = ofMocha
    }
  })

  const failures = (plugin: object) =>
    failuresOf((runner) => pluginContract(plugin as never, { runner: runner as never }))

  it('passes a plugin that keeps to it', async () => {
    expect(await failures({ name: 'good', setup() {} })).to.deep.equal([])
  })

  it('fails a plugin that throws on some kind', async () => {
    const plugin = {
      name: 'bad',
      setup(scope: { on: (filter: string, handler: () => void) => void }) {
        scope.on('event:VIEW', () => {
          throw new Error('no')
        })
      },
    }
    expect(await failures(plugin)).to.deep.equal(['fails on no kind of message'])
  })

  it('fails a plugin that swallows what it does not know', async () => {
    const plugin = {
      name: 'greedy',
      setup(scope: { on: (filter: string, handler: () => string) => void }) {
        scope.on('*', () => 'mine')
      },
    }
    expect(await failures(plugin)).to.deep.equal(['leaves a message that nobody knows to others'])
  })

  it('closes the bots of tests that fail: what their plugin holds open would keep the run alive', async () => {
    let open = 0
    const plugin = {
      name: 'holding',
      setup(scope: {
        on: (filter: string, handler: () => string) => void
        onClose: (done: () => void) => void
      }) {
        open += 1
        scope.onClose(() => {
          open -= 1
        })
        scope.on('*', () => 'mine')
      },
    }
    expect(await failures(plugin)).to.have.length(1)
    expect(open).to.equal(0)
  })

  it('fails a plugin that leaves a timer of the machine', async () => {
    const timers: NodeJS.Timeout[] = []
    const plugin = {
      name: 'ticking',
      setup: () => void timers.push(setInterval(() => {}, 1000)),
    }
    let failed: string[] = []
    await warningsOf(async () => {
      failed = await failures(plugin)
    })
    expect(failed).to.deep.equal(['leaves no timer behind that keeps the process alive'])
    for (const timer of timers) clearInterval(timer)
  })

  it('fails a plugin whose setup throws something else than wrong options', async () => {
    const plugin = {
      name: 'crash',
      setup(_scope: object, options: { length: number }) {
        if (options !== undefined) throw new TypeError('options.map is not a function')
      },
    }
    expect(await failures(plugin)).to.deep.equal([
      'refuses options that make no sense with its name, or runs',
    ])
  })
})

describe('storeContract', () => {
  it('fails a store that lets two claims run', async () => {
    const failed = await failuresOf((runner) =>
      storeContract({
        name: 'broken',
        create: () => {
          const store = createMemoryStore({ clock })
          const claim = async () => ({ state: 'run', fence: 1, attempt: 1 }) as const
          return { ...store, turns: { ...store.turns, claim } }
        },
        pass: (ms) => clock.advance(ms),
        runner: runner as never,
      }),
    )
    expect(failed).to.include('lets one of many claims run, and counts them all')
  })
})
