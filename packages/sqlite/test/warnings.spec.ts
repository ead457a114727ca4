import { chmodSync } from 'node:fs'
import { expect } from 'chai'
import { createSqliteStore } from '#src/index.js'
import { warningsOf } from '#src/warnings.js'
import { Folder } from './folder.ts'

describe('what is said of a file at the start', () => {
  for (const [type, name] of [
    [0x6969, 'NFS'],
    [0xfe534d42, 'SMB'],
    [0x65735546, 'FUSE'],
  ] as const) {
    it(`is that its disk is another machine's: ${name}`, () => {
      const [warning] = warningsOf('/mnt/bot/a.db', () => type)
      expect(warning).to.match(
        new RegExp(
          `^store: /mnt/bot/a\\.db is on a network disk \\(${name}.*not supported.*redis://`,
        ),
      )
    })
  }

  it('is nothing of a disk of this machine, and of one that is not told', () => {
    for (const type of [0xef53, 0x58465342, 0x01021994, 0]) {
      expect(warningsOf('/srv/a.db', () => type)).to.deep.equal([])
    }
    expect(warningsOf('/no/such/folder/a.db')).to.deep.equal([])
  })

  it('is that others may read it', async () => {
    const folder = new Folder()
    const file = folder.newFile()
    await createSqliteStore({ file }).close()
    expect(warningsOf(file, () => 0)).to.deep.equal([])
    chmodSync(file, 0o644)
    const store = createSqliteStore({ file })
    expect(store.warnings?.at(-1)).to.equal(
      `store: others of this machine may read ${file}, which has OpenIDs and messages in it: chmod 600 ${file}*`,
    )
    await store.close()
    folder.remove()
  })
})
