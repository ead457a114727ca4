import { createManualClock, storeContract } from '@wechatbot/simulator'
import { createSqliteStore } from '#src/index.js'
import { Folder } from './folder.ts'

describe('the SQLite store', () => {
  const folder = new Folder()
  let clock = createManualClock()

  after(() => folder.remove())

  storeContract({
    name: 'SQLite',
    create: () => {
      clock = createManualClock()
      return createSqliteStore({ file: folder.newFile(), clock })
    },
    pass: (ms) => clock.advance(ms),
  })
})
