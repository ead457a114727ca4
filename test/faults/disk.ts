/** R36, where the file cannot be written: locked by another process, on a full disk, on one to read only. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { startBot } from './bot.js'
import { type Delivery, judge, wechatOfFleet } from './delivery.js'
import { type Shared, startShared } from './file.js'
import type { Options, Row } from './row.js'
import { pause } from './sender.js'
import { stream } from './stream.js'

const LOCK_MS = 3000
/** After a gap: a probe each 100 ms, and what was in flight. */
const NORMAL_MS = 500

/** Load before, in and after a gap; a message that ran twice must have been sent in it. */
async function withGap(fleet: Shared, gap: () => Promise<unknown>) {
  const wechat = wechatOfFleet(fleet)
  let [from, until] = [0, 0]
  const all = await stream(wechat, { perSecond: 100, doubles: 10 }, async () => {
    await pause(1500)
    from = performance.now()
    await gap()
    until = performance.now()
    await pause(2500)
  })
  const { sum, wrong, twice } = judge(all, fleet.runs())
  wechat.close()
  const isIn = ({ startedAt }: Delivery) => startedAt > from - 500 && startedAt < until + NORMAL_MS
  const strays = all.filter((one) => twice.has(one.msgId) && !isIn(one)).length
  const warnings = fleet.log().filter(({ msg }) => String(msg).startsWith('store failed')).length
  const isHarmless = sum.lost + sum.errors + sum.silent + wrong + strays === 0 && warnings > 0
  return { sum, isHarmless, found: `${strays} twice outside it, ${warnings} warnings` }
}

export async function lock(_: Options, folder: string): Promise<Row> {
  const fleet = await startShared(folder)
  const lives: number[] = []
  const { sum, isHarmless, found } = await withGap(fleet, async () => {
    const other = new Database(fleet.file)
    // An instance may be writing in this moment.
    other.exec('PRAGMA busy_timeout = 5000')
    other.exec('BEGIN IMMEDIATE')
    for (const end = performance.now() + LOCK_MS; performance.now() < end; ) {
      const askedAt = performance.now()
      await fetch(`${new URL(fleet.bots[0]?.url() ?? '').origin}/live`)
      lives.push(performance.now() - askedAt)
      await pause(50)
    }
    other.exec('ROLLBACK')
  })
  await fleet.stop()
  const slowest = Math.max(...sum.times)
  return {
    fault: 'R36',
    what: 'locked by another process for 3 s',
    ...sum,
    target: '0 lost, 0 errors, 0 silent; answers < 1 s, /live < 200 ms; twice only in it',
    found: `${found}, /live at most ${Math.round(Math.max(...lives))} ms`,
    isMet: isHarmless && slowest < 1000 && Math.max(...lives) < 200,
  }
}

export async function full(_: Options, folder: string): Promise<Row> {
  const fleet = await startShared(folder)
  const filler = join(folder, 'filler')
  const { sum, isHarmless, found } = await withGap(fleet, async () => {
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'])
    await pause(2000)
    rmSync(filler)
  })
  await fleet.stop()
  return {
    fault: 'R36',
    what: 'a full disk for 2 s',
    ...sum,
    target: '0 lost, 0 errors, 0 silent; twice only in it',
    found,
    isMet: isHarmless,
  }
}

export async function readOnly(_: Options, folder: string): Promise<Row> {
  execFileSync('mount', ['-o', 'remount,ro', folder])
  const said = await startBot({ store: `sqlite:${join(folder, 'wechatbot.db')}` }).then(
    async (bot) => {
      await bot.stop()
      return 'started'
    },
    (error: Error) => error.message.trimEnd(),
  )
  const lines = said.split('\n').slice(1)
  return {
    fault: 'R36',
    what: 'a disk to read only',
    target: 'does not start, and says why in one line',
    found: `${lines.length} line: ${lines[0]?.slice(0, 60)}`,
    isMet: lines.length === 1 && /cannot be written/.test(lines[0] ?? ''),
  }
}

/** Of so many megabytes, of this fault's own. Undefined where nobody may mount one. */
export function mountSmall(folder: string): string | undefined {
  const path = join(folder, 'small')
  mkdirSync(path)
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', path])
  return status === 0 ? path : undefined
}
