/** R36: two processes on one file: copies, kill -9, SIGTERM, a lock, a full disk, one to read only, half a million messages. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import type { FaultBot } from './bot.js'
import { judge, random, wechatOfFleet } from './delivery.js'
import { full, lock, mountSmall, readOnly } from './disk.js'
import { INSTANCES, startShared } from './file.js'
import type { Fault, Options, Row } from './row.js'
import { inParallel, pause } from './sender.js'
import { stream } from './stream.js'

async function copies({ isFull }: Options, folder: string): Promise<Row> {
  const messages = isFull ? 100_000 : 20_000
  const fleet = await startShared(folder)
  const wechat = wechatOfFleet(fleet)
  const startedAt = performance.now()
  const all = await inParallel(messages, 48, (i) =>
    wechat.copies(`hello ${i}`, 1 + random(3), { withinMs: 20 }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  const deliveries = all.flat()
  const { sum, wrong, cuts } = judge(deliveries, fleet.runs())
  wechat.close()
  await fleet.stop()
  return {
    fault: 'R36',
    what: `R1: ${deliveries.length} deliveries to random ones of ${INSTANCES} on one file`,
    ...sum,
    target: '0 lost, 0 twice, 0 wrong, 0 non-200',
    found: `${wrong} wrong, ${cuts} cut, ${Math.round(deliveries.length / seconds)}/s`,
    isMet:
      sum.replies === deliveries.length &&
      sum.lost + sum.ranTwice + sum.errors + sum.silent + wrong + cuts === 0,
  }
}

async function kills(_: Options, folder: string): Promise<Row> {
  const fleet = await startShared(folder)
  const wechat = wechatOfFleet(fleet)
  let inFlight = 0
  const text = (i: number) => `wait 400 ${i}`
  const all = await stream(wechat, { perSecond: 100, text }, async () => {
    for (let kill = 0; kill < 4; kill += 1) {
      await pause(1500)
      inFlight += wechat.inFlight(kill % INSTANCES)
      fleet.bots[kill % INSTANCES]?.signal('SIGKILL')
      await fleet.replace(kill % INSTANCES)
    }
    await pause(1500)
  })
  const { sum, wrong, cuts } = judge(all, fleet.runs())
  // Hit twice: a third owner it may not have. Three times: WeChat asks no fourth time.
  const twice = all.filter((one) => one.outcome === 'silent' && one.cuts === 2).length
  const thrice = all.filter((one) => one.outcome === 'error' && one.cuts === 3).length
  wechat.close()
  const [check] = new Database(fleet.file).prepare('PRAGMA integrity_check').raw().get() as [string]
  await fleet.stop()
  return {
    fault: 'R36',
    what: `R7: kill -9 of one of ${INSTANCES}, four times`,
    ...sum,
    target:
      '0 lost, silent only if hit twice, errors if three times; ran twice <= in flight; file whole',
    found: `${inFlight} in flight, ${cuts} cut, ${wrong} wrong, ${twice} hit twice, ${thrice} three times, file ${check}`,
    isMet:
      sum.lost + wrong === 0 &&
      sum.silent === twice &&
      sum.errors === thrice &&
      cuts > 0 &&
      sum.ranTwice <= inFlight &&
      check === 'ok',
  }
}

async function restarts(_: Options, folder: string): Promise<Row> {
  const fleet = await startShared(folder, { graceMs: 8000 })
  const wechat = wechatOfFleet(fleet)
  const codes: (number | null)[] = []
  const text = (i: number) => (i % 10 === 0 ? `wait 1500 ${i}` : `hello ${i}`)
  const all = await stream(wechat, { perSecond: 150, text }, async () => {
    for (let index = 0; index < INSTANCES; index += 1) {
      await pause(1000)
      const bot = fleet.bots[index] as FaultBot
      bot.signal('SIGTERM')
      codes.push((await bot.ended).code)
      await fleet.replace(index)
    }
    await pause(1000)
  })
  const { sum, wrong, cuts } = judge(all, fleet.runs())
  wechat.close()
  await fleet.stop()
  return {
    fault: 'R36',
    what: `R13: SIGTERM to each of ${INSTANCES} in turn`,
    ...sum,
    target: '0 resets, 0 non-200, exit 0',
    found: `${cuts} resets, ${wrong} wrong, exits ${codes}`,
    isMet:
      sum.replies === sum.messages &&
      sum.lost + sum.ranTwice + wrong + cuts === 0 &&
      codes.every((code) => code === 0),
  }
}

async function size({ isFull }: Options, folder: string): Promise<Row> {
  const messages = isFull ? 500_000 : 20_000
  const script = new URL('./sqlite-load.js', import.meta.url).pathname
  const file = join(folder, 'wechatbot.db')
  const out = execFileSync(process.execPath, [script, file, String(messages)], { encoding: 'utf8' })
  const { third, end, idle, wal, microseconds } = JSON.parse(out) as Record<string, number>
  const mb = (bytes = 0) => (bytes / 1024 ** 2).toFixed(1)
  return {
    fault: 'R36',
    what: `${messages} messages, each remembered for an eighth of them, then idle`,
    messages,
    target: 'no larger at the end than at a third, by a tenth; idle, not by a byte',
    found: `${mb(third)}, ${mb(end)}, ${mb(idle)} MB and -wal ${mb(wal)} MB, ${microseconds?.toFixed(0)} us a message`,
    isMet: (end ?? 0) <= 1.1 * (third ?? 0) && idle === end && (wal ?? 0) < 64 * 1024,
  }
}

export const FLEET_SQLITE: readonly Fault[] = [
  {
    id: 'R36',
    run: async (about) => {
      const rows: Row[] = []
      for (const step of [copies, kills, restarts, lock, size, full, readOnly]) {
        about.progress(`R36: ${step.name}`)
        const folder = mkdtempSync(join(tmpdir(), 'wechatbot-faults-sqlite-'))
        const needsDisk = step === full || step === readOnly
        const disk = needsDisk ? mountSmall(folder) : folder
        try {
          if (disk === undefined) about.progress(`R36: ${step.name} left out: no right to mount`)
          else rows.push(await step(about, disk))
        } finally {
          if (needsDisk && disk !== undefined) spawnSync('umount', [disk])
          rmSync(folder, { recursive: true, force: true })
        }
      }
      return rows
    },
  },
]
