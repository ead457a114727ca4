/**
 * `npm run test:faults`: what goes wrong, provoked, and what became of the messages.
 * `-- --full` for the long ones, `--only R4,R5`, `--json`.
 */
import { parseArgs } from 'node:util'
import { FLEET_API } from './fleet-api.js'
import { FLEET_CLOCK } from './fleet-clock.js'
import { FLEET_CLUSTER } from './fleet-cluster.js'
import { FLEET_CRASH } from './fleet-crash.js'
import { FLEET_DIALOGS } from './fleet-dialogs.js'
import { FLEET_JOBS } from './fleet-jobs.js'
import { FLEET_LOAD } from './fleet-load.js'
import { FLEET_POISON } from './fleet-poison.js'
import { FLEET_PROMISES } from './fleet-promises.js'
import { FLEET_REDIS } from './fleet-redis.js'
import { FLEET_SQLITE } from './fleet-sqlite.js'
import { HANDLERS } from './handlers.js'
import { LOAD } from './load.js'
import { PROCESS } from './process.js'
import { PROVIDER } from './provider.js'
import { type Row, tableOf } from './row.js'
import { SLOW } from './slow.js'

const { values } = parseArgs({
  options: {
    full: { type: 'boolean', default: false },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const FAULTS = [
  ...SLOW,
  ...HANDLERS,
  ...PROCESS,
  ...LOAD,
  ...FLEET_LOAD,
  ...FLEET_CRASH,
  ...FLEET_CLUSTER,
  ...FLEET_POISON,
  ...FLEET_PROMISES,
  ...FLEET_REDIS,
  ...FLEET_SQLITE,
  ...FLEET_DIALOGS,
  ...FLEET_JOBS,
  ...FLEET_CLOCK,
  ...FLEET_API,
  ...PROVIDER,
]
const chosen = values.only?.toUpperCase().split(',')
const unknown = chosen?.filter((id) => !FAULTS.some((fault) => fault.id === id)) ?? []
if (unknown.length > 0) {
  process.stderr.write(
    `no fault ${unknown.join(', ')}; there are ${FAULTS.map(({ id }) => id).join(', ')}\n`,
  )
  process.exit(2)
}

const progress = (text: string) => void process.stderr.write(`${text}\n`)
const rows: Row[] = []
for (const { id, run } of FAULTS) {
  if (chosen !== undefined && !chosen.includes(id)) continue
  const startedAt = performance.now()
  const found = [await run({ isFull: values.full, progress })].flat()
  rows.push(...found)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0)
  for (const row of found)
    progress(`${row.isMet ? 'ok  ' : 'FAIL'} ${row.fault} ${row.what} (${seconds} s)`)
}
const shown = rows.map(({ times: _, ...row }) => row)
process.stdout.write(
  values.json ? `${JSON.stringify(shown, undefined, 2)}\n` : `${tableOf(rows)}\n`,
)
process.exit(rows.every(({ isMet }) => isMet) ? 0 : 1)
