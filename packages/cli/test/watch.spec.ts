import { createLogger, type ObservedRecord } from '@wechatbot/core'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { together } from '#src/watch.js'
import { createWatchdog, type LoopDelay, type Watchdog } from '#src/watchdog.js'

const SUBJECT = { bot: 'main', key: 'k', kind: 'text', attempt: 1 } as const

const handled = (plugin: string, ms: number): ObservedRecord => ({
  ...SUBJECT,
  type: 'handler',
  plugin,
  ms,
  reply: 'none',
})

/** What a handler of the plugin shop kept the event loop for. */
const blocked = (filter: string, ms: number): ObservedRecord => ({
  ...SUBJECT,
  type: 'blocked',
  plugin: 'shop',
  filter,
  ms,
})

/** Keeps the event loop, then lets it look twice. */
async function block(ms: number): Promise<void> {
  const end = performance.now() + ms
  while (performance.now() < end);
  await new Promise((resolve) => setTimeout(resolve, 60))
}

describe('the watchdog', () => {
  let clock: ManualClock
  let warnings: { readonly fields: object; readonly text: string }[]
  let windows: LoopDelay[]
  let watchdog: Watchdog

  beforeEach(async () => {
    clock = createManualClock()
    warnings = []
    windows = []
    const warn = (fields: object, text: string) => warnings.push({ fields, text })
    watchdog = createWatchdog({
      log: { ...createLogger({ level: 'silent' }), warn } as never,
      onWindow: (delay) => windows.push(delay),
      clock,
    })
    // The monitor measures from its second look on.
    await block(0)
  })
  afterEach(() => watchdog.stop())

  it('says nothing while nothing blocks', async () => {
    watchdog.observe(handled('slow-but-idle', 4000))
    await clock.advance(5000)
    expect(warnings).to.deep.equal([])
    expect(windows).to.have.length(1)
    expect(windows[0]).to.include({ isLate: false })
    expect(windows[0]?.p99).to.be.below(200)
  })

  it('names the slowest plugin of a window whose 99th percentile is above 200 ms', async () => {
    watchdog.observe(handled('quick', 1))
    await block(300)
    watchdog.observe(handled('blocks', 300.4))
    await block(300)
    watchdog.observe(handled('quick', 2))
    await clock.advance(5000)
    expect(windows[0]?.p99).to.be.above(200)
    expect(warnings).to.have.length(1)
    expect(warnings[0]?.fields).to.include({ plugin: 'blocks', handlerMs: 300 })
    expect(warnings[0]?.text).to.contain('event loop late')
  })

  it('names the handler that kept the loop, before plugins that may have waited', async () => {
    await block(300)
    watchdog.observe(blocked('text', 60))
    watchdog.observe(blocked('hears /^(a+)+$/', 290.6))
    watchdog.observe(handled('answered', 4000))
    await clock.advance(5000)
    expect(warnings[0]?.fields).to.include({
      plugin: 'shop',
      handler: 'hears /^(a+)+$/',
      handlerMs: 291,
    })
  })

  it('warns of one long stop, which the percentile does not show', async () => {
    // Looks enough that the stop is less than one in a hundred.
    await new Promise((resolve) => setTimeout(resolve, 2800))
    await block(1100)
    watchdog.observe(handled('blocks', 1100))
    await clock.advance(5000)
    expect(windows[0]?.p99).to.be.below(200)
    expect(windows[0]?.max).to.be.above(1000)
    expect(warnings.map(({ fields }) => fields)).to.have.length(1)
  }).timeout(10_000)

  it('warns once a minute, and of the plugins of its own window only', async () => {
    for (let second = 5; second <= 65; second += 5) {
      if (second === 5) watchdog.observe(handled('first', 9000))
      await block(0)
      await block([5, 10, 65].includes(second) ? 260 : 0)
      if (second === 65) watchdog.observe(handled('last', 220))
      await clock.advance(5000)
    }
    expect(windows.filter(({ isLate }) => isLate)).to.have.length(3)
    expect(warnings.map(({ fields }) => (fields as { plugin: string }).plugin)).to.deep.equal([
      'first',
      'last',
    ])
  }).timeout(10_000)
})

describe('observers together', () => {
  it('all get every record, also after one that fails', () => {
    const seen: string[] = []
    const observe = together([
      () => seen.push('first'),
      () => {
        throw new Error('disk full')
      },
      () => seen.push('last'),
    ])
    expect(() => observe(handled('x', 1))).to.throw('disk full')
    expect(seen).to.deep.equal(['first', 'last'])
  })
})
