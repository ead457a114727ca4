/** Several processes on one file: the contract, and what becomes of the file when one of them is killed. */
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { storeContract } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createSqliteStore } from '#src/index.js'
import { openBeside } from './beside.ts'
import { Folder } from './folder.ts'
import { StoreProcess, storeOver } from './processes.ts'

const pass = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))
/** Nobody of this machine. */
const STRANGER = 65_534

describe('a file that processes share', function () {
  // A lease of 5 s must end.
  this.timeout(60_000)
  const folder = new Folder()
  const four: StoreProcess[] = []
  const started: StoreProcess[] = []

  const start = (): StoreProcess => {
    const process = new StoreProcess()
    started.push(process)
    return process
  }

  before(() => {
    for (let i = 0; i < 4; i += 1) four.push(start())
  })
  after(async () => {
    await Promise.all(started.map((process) => process.kill()))
    folder.remove()
  })

  let file = ''
  storeContract({
    name: 'SQLite over four processes, of which one was killed in a transaction',
    create: async () => {
      file = folder.newFile()
      await Promise.all(four.map((process) => process.ask('open', file)))
      await four[3]?.ask('hold', file)
      await four[3]?.kill()
      four[3] = start()
      await four[3].ask('open', file)
      return storeOver(four)
    },
    another: async () => {
      const process = start()
      await process.ask('open', file)
      return { ...storeOver([process]), close: () => process.kill() }
    },
    pass,
  })

  it('is made by all of them at once, and by each only once', async () => {
    const file = folder.newFile()
    await Promise.all(four.map((process) => process.ask('open', file)))
    const claims = await Promise.all(
      four.map((process) =>
        process.ask<object>('turns.claim', 'g|1', { leaseMs: 3000, ttlMs: 60_000 }),
      ),
    )
    expect(claims.filter((claim) => (claim as { state: string }).state === 'run')).to.have.length(1)
    for (const claim of claims) expect(claim).to.not.have.property('degraded')
    await Promise.all(four.map((process) => process.ask('close')))
  })

  it('has all that was written when a process is killed while it writes', async () => {
    for (let round = 0; round < 5; round += 1) {
      const file = folder.newFile()
      const victim = start()
      await victim.ask('open', file)
      victim.ask('write').catch(() => {})
      while (victim.written < 50 * (round + 1)) await pass(1)
      await victim.kill()
      const { written } = victim
      const [check] = openBeside(file).prepare('PRAGMA integrity_check').raw().get() as [string]
      expect(check).to.equal('ok')
      const store = createSqliteStore({ file })
      for (let i = 0; i <= written; i += 1) {
        expect(await store.values.get(`v${i}`)).to.equal(`reply ${i}`)
        expect(await store.turns.claim(`g|${i}`, { leaseMs: 1, ttlMs: 1000 })).to.deep.include({
          state: 'done',
          reply: { type: 'text', content: `reply ${i}` },
        })
      }
      await store.close()
    }
  })

  it('is said to be read-only, or its folder, in one line', async () => {
    const file = folder.newFile()
    await createSqliteStore({ file }).close()
    const index = new URL('../../dist/index.js', import.meta.url).href
    const script = join(folder.path, 'open.mjs')
    writeFileSync(
      script,
      `import { createSqliteStore } from ${JSON.stringify(index)}
       try { createSqliteStore({ file: process.argv[2] }); console.log('opened') }
       catch (error) { console.log(error.code, error.message) }`,
    )
    // The superuser may write everything.
    const isRoot = process.getuid?.() === 0
    const own = isRoot ? { uid: STRANGER, gid: STRANGER } : {}
    const open = (path: string) =>
      spawnSync(process.execPath, [script, path], { encoding: 'utf8', ...own }).stdout.trim()
    for (const suffix of ['', '-wal', '-shm']) {
      chmodIfThere(`${file}${suffix}`, 0o444)
      if (isRoot) chownIfThere(`${file}${suffix}`, STRANGER)
    }
    chmodSync(folder.path, 0o555)
    try {
      for (const path of [file, join(folder.path, 'new.db')]) {
        expect(open(path)).to.equal(
          `BAD_CONFIG store: ${path} cannot be written, or its folder cannot: give the user of this process the right to both`,
        )
      }
    } finally {
      chmodSync(folder.path, 0o755)
    }
  })
})

function chmodIfThere(path: string, mode: number): void {
  ignoringAbsence(() => chmodSync(path, mode))
}

function chownIfThere(path: string, owner: number): void {
  ignoringAbsence(() => chownSync(path, owner, owner))
}

function ignoringAbsence(work: () => void): void {
  try {
    work()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
