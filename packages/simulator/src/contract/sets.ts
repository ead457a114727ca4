/**
 * The contract of a Store for sets: a list gives each member once, over all pages, until the member's time is over.
 */
import assert from 'node:assert/strict'
import type { Sets, Store } from '@wechatbot/core'

/** The size of a page. The size of the set is no multiple of it. */
const PAGE = 7

export function declareSets(
  withStore: (name: string, body: (store: Store) => Promise<void>) => void,
  pass: (ms: number) => Promise<void>,
): void {
  withStore('lists what was added, once, set by set', async ({ sets }) => {
    assert.deepEqual(await sets.list('g|none', { limit: PAGE }), { members: [] })
    for (const member of ['oA', 'oB', 'oA']) await sets.add('g|s', member, 3000)
    await sets.add('g|other', 'oC', 3000)
    assert.deepEqual(await allOf(sets, 'g|s'), ['oA', 'oB'])
    assert.deepEqual(await allOf(sets, 'g|other'), ['oC'])
  })

  withStore('removes a member, and takes it again', async ({ sets }) => {
    for (const member of ['oA', 'oB']) await sets.add('g|s', member, 3000)
    await sets.remove('g|s', 'oA')
    await sets.remove('g|s', 'oA')
    await sets.remove('g|none', 'oA')
    assert.deepEqual(await allOf(sets, 'g|s'), ['oB'])
    await sets.remove('g|s', 'oB')
    assert.deepEqual(await allOf(sets, 'g|s'), [])
    await sets.add('g|s', 'oA', 3000)
    assert.deepEqual(await allOf(sets, 'g|s'), ['oA'])
  })

  withStore('lists in pages, whatever the members are called', async ({ sets }) => {
    const odd = ['-', '+', '(oA', '[oA', '你好', '😀', 'a|b', '%7C', "o'", '"', 'O', 'o', '0', '00']
    const members = [...odd, ...Array.from({ length: 50 }, (_, i) => `o${i}`)]
    for (const member of members) await sets.add('g|s', member, 60_000)
    const listed = await allOf(sets, 'g|s')
    assert.deepEqual(listed.toSorted(), members.toSorted())
    const whole = await sets.list('g|s', { limit: members.length })
    assert.deepEqual(whole, { members: listed })
    const most = await sets.list('g|s', { limit: members.length - 1 })
    assert.equal(most.members.length, members.length - 1)
    assert.ok(most.next !== undefined)
  })

  withStore('lists on where it was, also when that is gone', async ({ sets }) => {
    const members = Array.from({ length: 30 }, (_, i) => `o${i}`)
    for (const member of members) await sets.add('g|s', member, 60_000)
    const first = await sets.list('g|s', { limit: PAGE })
    for (const member of first.members) await sets.remove('g|s', member)
    const rest = await allOf(sets, 'g|s', first.next)
    assert.deepEqual([...first.members, ...rest].toSorted(), members.toSorted())
  })

  withStore('forgets a member after its time, and keeps one that was added anew', async (store) => {
    const { sets } = store
    await sets.add('g|s', 'oShort', 200)
    await sets.add('g|s', 'oAgain', 200)
    await sets.add('g|s', 'oLong', 3000)
    await sets.add('g|s', 'oAgain', 600)
    await pass(300)
    assert.deepEqual(await allOf(sets, 'g|s'), ['oAgain', 'oLong'])
    await pass(400)
    assert.deepEqual(await allOf(sets, 'g|s'), ['oLong'])
  })
}

async function allOf(sets: Sets, set: string, after?: string): Promise<readonly string[]> {
  const all: string[] = []
  let from = after
  do {
    const page = await sets.list(
      set,
      from === undefined ? { limit: PAGE } : { after: from, limit: PAGE },
    )
    assert.ok(page.members.length <= PAGE, `a page of ${page.members.length}`)
    all.push(...page.members)
    from = page.next
  } while (from !== undefined)
  return all
}
