import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { failOpenValues } from '#src/store/fail-open-values.js'
import { createMemoryValues } from '#src/store/memory-values.js'
import type { Values } from '#src/store/types.js'

/** Longer than it takes to notice the end of an outage. */
const NOTICED_MS = 6000

describe('the values of a store that fails open', () => {
  let clock = createManualClock()
  /** The groups of keys that are away. */
  let away = new Set<string>()
  let asked = 0
  let store = failOpenValues({} as Values, clock)

  beforeEach(() => {
    clock = createManualClock()
    away = new Set()
    asked = 0
    const there = createMemoryValues(clock.monotonic)
    const guarded = Object.entries(there).map(([name, call]) => {
      const ask = async (key: string, ...rest: unknown[]) => {
        asked += 1
        if (away.has(key.split('|')[0] as string)) throw new Error('away')
        return (call as (...all: unknown[]) => unknown)(key, ...rest)
      }
      return [name, ask]
    })
    store = failOpenValues(Object.fromEntries(guarded) as Values, clock)
  })
  afterEach(() => store.close())

  const inOutage = async <T>(group: string, run: () => Promise<T>): Promise<T> => {
    away.add(group)
    const result = await run()
    away.delete(group)
    return result
  }

  it('does not read in an outage what was written in an earlier one', async () => {
    const { values } = store
    await inOutage('g', () => values.set('g|flag', true))
    await values.set('g|flag', true)
    await values.delete('g|flag')
    expect(await inOutage('g', () => values.get('g|flag'))).to.equal(undefined)
    for (const end of [
      () => values.get('g|other'),
      () => values.set('g|other', 1),
      () => values.delete('g|other'),
      () => values.setIfAbsent('g|other', 1),
    ]) {
      await inOutage('g', () => values.set('g|flag', true))
      await end()
      expect(await inOutage('g', () => values.get('g|flag'))).to.equal(undefined)
    }
  })

  it('notices the end of an outage by itself, and then asks no more', async () => {
    const { values } = store
    away.add('g')
    await values.set('g|flag', true)
    await clock.advance(NOTICED_MS)
    expect(await values.get('g|flag')).to.equal(true)
    away.delete('g')
    await clock.advance(NOTICED_MS)
    const soFar = asked
    await clock.advance(10 * NOTICED_MS)
    expect(asked).to.equal(soFar)
    expect(await inOutage('g', () => values.get('g|flag'))).to.equal(undefined)
  })

  it('keeps what it wrote alone while other groups are well', async () => {
    const { values } = store
    away.add('g')
    await values.setIfAbsent('g|claim', 1)
    await values.set('h|other', 1)
    expect(await values.get('h|other')).to.equal(1)
    expect(await values.setIfAbsent('g|claim', 2)).to.equal(false)
    expect(await values.get('g|claim')).to.equal(1)
    await values.delete('g|claim')
    expect(await values.get('g|claim')).to.equal(undefined)
  })

  it('asks the Store no more when it is closed', async () => {
    away.add('g')
    await store.values.set('g|flag', true)
    store.close()
    await clock.advance(NOTICED_MS)
    expect(asked).to.equal(1)
  })
})
