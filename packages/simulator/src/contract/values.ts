/** The contract of a Store for values. A change must not lose what another process writes. */
import assert from 'node:assert/strict'
import type { Store, Values } from '@wechatbot/core'
import { PARALLEL } from './turns.ts'

export function declareValues(
  withStore: (name: string, body: (store: Store) => Promise<void>) => void,
  pass: (ms: number) => Promise<void>,
): void {
  withStore('gives back what was set, and undefined for the rest', async ({ values }) => {
    const value = { text: '你好', list: [1, null, 'x'], nested: { yes: true } }
    await values.set('a', value)
    assert.deepEqual(await values.get('a'), value)
    assert.equal(await values.get('b'), undefined)
    await values.delete('a')
    assert.equal(await values.get('a'), undefined)
  })

  withStore('gives back a copy', async ({ values }) => {
    const value = { list: [1] }
    await values.set('a', value)
    value.list.push(2)
    assert.deepEqual(await values.get('a'), { list: [1] })
  })

  withStore('forgets after the time to live', async ({ values }) => {
    await values.set('short', 1, 200)
    await values.set('long', 2)
    await pass(100)
    assert.equal(await values.get('short'), 1)
    await pass(200)
    assert.equal(await values.get('short'), undefined)
    assert.equal(await values.get('long'), 2)
  })

  withStore('lets one of many set what is absent', async ({ values }) => {
    const won = await Promise.all(
      Array.from({ length: PARALLEL }, (_, i) => values.setIfAbsent('a', i, 200)),
    )
    assert.equal(won.filter(Boolean).length, 1)
    assert.equal(await values.get('a'), won.indexOf(true))
    await pass(300)
    assert.equal(await values.setIfAbsent('a', 'again'), true)
  })

  withStore('gives every value a version that stays until it is written', async ({ values }) => {
    assert.equal(await values.entry('a'), undefined)
    await values.set('a', { n: 1 })
    const first = await values.entry('a')
    assert.deepEqual(first?.value, { n: 1 })
    assert.deepEqual(await values.entry('a'), first)
    assert.deepEqual(await values.get('a'), { n: 1 })
    await values.set('a', { n: 1 })
    const second = await values.entry('a')
    assert.deepEqual(second?.value, { n: 1 })
    assert.notEqual(second?.version, first?.version)
    assert.equal(await values.setIfAbsent('a', 2), false)
    assert.deepEqual(await values.entry('a'), second)
  })

  withStore('replaces the version that it was asked to, and no other', async ({ values }) => {
    assert.equal(await values.replace('a', 1, 'unknown'), false)
    assert.equal(await values.replace('a', 1, undefined), true)
    assert.equal(await values.replace('a', 2, undefined), false)
    assert.equal(await values.replace('a', 2, 'unknown'), false)
    const version = await versionOf(values, 'a')
    assert.equal(await values.replace('a', { text: '你好' }, version), true)
    assert.deepEqual(await values.get('a'), { text: '你好' })
    assert.equal(await values.replace('a', 3, version), false)
    assert.equal(await values.replace('b', 1, await versionOf(values, 'a')), false)
    assert.equal(await values.get('b'), undefined)
  })

  withStore('brings no version back, whatever becomes of the key', async ({ values }) => {
    const seen: string[] = []
    const noted = async () => {
      const version = await versionOf(values, 'a')
      for (const old of seen) assert.equal(await values.replace('a', 'lost', old), false)
      seen.push(version)
    }
    await values.set('a', 1)
    await noted()
    await values.set('a', 1)
    await noted()
    await values.delete('a')
    await values.set('a', 1, 200)
    await noted()
    await pass(300)
    assert.equal(await values.entry('a'), undefined)
    assert.equal(await values.setIfAbsent('a', 1), true)
    await noted()
    await values.delete('a')
    assert.equal(await values.replace('a', 1, seen.at(-1)), false)
    assert.equal(await values.replace('a', 1, undefined), true)
    await noted()
    assert.equal(await values.replace('a', 1, seen.at(-1)), true)
    await noted()
    assert.equal(new Set(seen).size, seen.length)
  })

  withStore('loses nothing that 50 write to one key at once', async ({ values }) => {
    await Promise.all(Array.from({ length: PARALLEL }, (_, i) => addTo(values, 'a', i)))
    const all = (await values.get('a')) as number[]
    assert.deepEqual(
      all.sort((a, b) => a - b),
      Array.from({ length: PARALLEL }, (_, i) => i),
    )
  })

  withStore('forgets what was replaced after its own time to live', async ({ values }) => {
    await values.set('a', 1, 200)
    assert.equal(await values.replace('a', 2, await versionOf(values, 'a'), 600), true)
    await values.set('b', 1, 200)
    assert.equal(await values.replace('b', 2, await versionOf(values, 'b')), true)
    assert.equal(await values.replace('c', 1, undefined, 200), true)
    await values.set('d', 1, 200)
    await values.entry('d')
    await pass(300)
    assert.equal(await values.get('a'), 2)
    assert.equal((await values.entry('b'))?.value, 2)
    assert.equal(await values.entry('c'), undefined)
    assert.equal(await values.entry('d'), undefined)
    await pass(400)
    assert.equal(await values.get('a'), undefined)
    assert.equal(await values.get('b'), 2)
  })
}

async function versionOf(values: Values, key: string): Promise<string> {
  const entry = await values.entry(key)
  assert.ok(entry !== undefined, `expected an entry of "${key}"`)
  return entry.version
}

/** Updates as a session does: it tries again when another write was quicker. */
async function addTo(values: Values, key: string, item: number): Promise<void> {
  for (;;) {
    const entry = await values.entry(key)
    const list = [...((entry?.value as number[] | undefined) ?? []), item]
    if (await values.replace(key, list, entry?.version)) return
  }
}
