import { createLogger, type ObservedRecord } from '@wechatbot/core'
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import {
  createWatchdog,
  type LoopDelay,
  type LoopMonitor,
  type Watchdog,
} from '#src/monitor/watchdog.js'

const SUBJECT = { bot: 'main', key: 'k', kind: 'text', attempt: 1 } as const

const handled = (plugin: string, ms: number): ObservedRecord => ({
  ...SUBJECT,
  type: 'chain',
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

/** How late the event loop was in a window, as a spec says; in milliseconds. */
class SaidMonitor implements LoopMonitor {
  #p99 = 0
  #max = 0
  isOn = false

  is(p99: number, max: number): void {
    this.#p99 = p99
    this.#max = max
  }

  enable(): boolean {
    this.isOn = true
    return true
  }

  disable(): boolean {
    this.isOn = false
    return true
  }

  reset(): void {
    this.is(0, 0)
  }

  /** Nanoseconds from one look to the next: 20 ms apart when nothing is late. */
  get max(): number {
    return (this.#max + 20) * 1e6
  }

  percentile(percent: number): number {
    return percent === 99 ? (this.#p99 + 20) * 1e6 : Number.NaN
  }
}

describe('the watchdog', () => {
  let clock: ManualClock
  let monitor: SaidMonitor
  let warnings: { readonly fields: object; readonly text: string }[]
  let windows: LoopDelay[]
  let watchdog: Watchdog

  beforeEach(() => {
    clock = createManualClock()
    monitor = new SaidMonitor()
    warnings = []
    windows = []
    const warn = (fields: object, text: string) => warnings.push({ fields, text })
    watchdog = createWatchdog({
      log: { ...createLogger({ level: 'silent' }), warn } as never,
      onWindow: (delay) => windows.push(delay),
      clock,
      monitor,
    })
  })
  afterEach(() => watchdog.stop())

  it('says nothing while nothing blocks', async () => {
    watchdog.observe(handled('slow-but-idle', 4000))
    monitor.is(200, 1000)
    await clock.advance(5000)
    expect(warnings).to.deep.equal([])
    expect(windows).to.deep.equal([{ p99: 200, max: 1000, isLate: false }])
  })

  it('names the slowest plugin of a window whose 99th percentile is above 200 ms', async () => {
    watchdog.observe(handled('quick', 1))
    watchdog.observe(handled('blocks', 300.4))
    watchdog.observe(handled('quick', 2))
    monitor.is(201.4, 300)
    await clock.advance(5000)
    expect(windows).to.deep.equal([{ p99: 201.4, max: 300, isLate: true }])
    expect(warnings).to.have.length(1)
    expect(warnings[0]?.fields).to.deep.equal({
      p99Ms: 201,
      maxMs: 300,
      plugin: 'blocks',
      handlerMs: 300,
    })
    expect(warnings[0]?.text).to.contain('event loop late')
  })

  it('names the handler that kept the loop, before plugins that may have waited', async () => {
    watchdog.observe(handled('answered', 3000))
    watchdog.observe(blocked('text', 60))
    watchdog.observe(blocked('hears /^(a+)+$/', 290.6))
    watchdog.observe(blocked('image', 290.5))
    watchdog.observe(handled('answered', 4000))
    monitor.is(280, 280)
    await clock.advance(5000)
    expect(warnings[0]?.fields).to.deep.equal({
      p99Ms: 280,
      maxMs: 280,
      plugin: 'shop',
      handler: 'hears /^(a+)+$/',
      handlerMs: 291,
    })
  })

  it('warns of one stop of more than a second, which the percentile does not show', async () => {
    monitor.is(1, 1001)
    await clock.advance(5000)
    expect(windows).to.deep.equal([{ p99: 1, max: 1001, isLate: true }])
    expect(warnings[0]?.fields).to.deep.equal({ p99Ms: 1, maxMs: 1001, plugin: undefined })
  })

  it('counts a stop that nobody has looked at yet: the window was too long by it', async () => {
    // The timer of the window fires 1.2 s late, and the monitor has not looked since.
    let late = 0
    const stopped = { ...clock, monotonic: () => clock.monotonic() + late }
    const log = createLogger({ level: 'silent' })
    const other = createWatchdog({
      log,
      clock: stopped,
      monitor,
      onWindow: (it) => windows.push(it),
    })
    late = 1200
    await clock.advance(5000)
    other.stop()
    expect(windows.at(-1)).to.deep.equal({ p99: 0, max: 1200, isLate: true })
  })

  it('is never early: what the monitor takes for less than nothing is 0', async () => {
    monitor.is(-3, -1)
    await clock.advance(5000)
    expect(windows).to.deep.equal([{ p99: 0, max: 0, isLate: false }])
  })

  it('names a plugin in the minute after another was named, or none', async () => {
    const named: unknown[] = []
    for (const plugin of [undefined, 'shop', 'shop', 'menu', undefined, 'menu']) {
      if (plugin !== undefined) watchdog.observe(handled(plugin, 4000))
      monitor.is(1, 4000)
      await clock.advance(5000)
      named.push(...warnings.splice(0).map(({ fields }) => (fields as { plugin?: string }).plugin))
    }
    expect(named).to.deep.equal([undefined, 'shop', 'menu'])
  })

  it('warns of each plugin once a minute, and of the plugins of its own window only', async () => {
    for (let second = 5; second <= 65; second += 5) {
      if (second === 5) watchdog.observe(handled('first', 9000))
      if ([5, 10, 60, 65].includes(second)) monitor.is(260, 260)
      if (second === 65) watchdog.observe(handled('last', 220))
      await clock.advance(5000)
    }
    expect(windows.filter(({ isLate }) => isLate)).to.have.length(4)
    expect(warnings.map(({ fields }) => (fields as { plugin: string }).plugin)).to.deep.equal([
      'first',
      'last',
    ])
  })

  it('measures nothing when it has stopped', async () => {
    expect(monitor.isOn).to.equal(true)
    watchdog.stop()
    expect(monitor.isOn).to.equal(false)
    await clock.advance(60_000)
    expect(windows).to.deep.equal([])
  })
})
