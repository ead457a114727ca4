import { JOB_RETRIES_MS } from '@wechatbot/core'
import { createManualClock, storeContract } from '@wechatbot/simulator'
import { createSqliteStore } from '#src/index.js'
import { Folder } from './folder.ts'

describe('the SQLite store', () => {
  const folder = new Folder()
  let clock = createManualClock()
  let file = ''

  after(() => folder.remove())

  storeContract({
    name: 'SQLite',
    create: () => {
      clock = createManualClock()
      file = folder.newFile()
      return createSqliteStore({ file, clock })
    },
    another: () => createSqliteStore({ file, clock }),
    jobRetriesMs: JOB_RETRIES_MS,
    pass: (ms) => clock.advance(ms),
  })
})
