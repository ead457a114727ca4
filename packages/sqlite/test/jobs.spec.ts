/** Jobs in a file: over restarts and processes, and those that make their process vanish. */
import type { ListedJob } from '@wechatbot/core'
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { openBeside } from './beside.ts'
import { StoreFile } from './store-file.ts'

describe('jobs over SQLite', () => {
  let file: StoreFile
  let clock: ManualClock
  const open = () => file.open()
  const job = { id: 'a', name: 'n', data: { text: '你好' }, openid: 'oA' }

  beforeEach(() => {
    file = new StoreFile()
    clock = file.clock
  })
  afterEach(() => file.remove())

  it('are there after a restart, and run by who is there then', async () => {
    const before = open()
    await before.jobs.add(job, clock.now() + 60_000)
    await before.close()
    const after = open()
    const ran: ListedJob[] = []
    after.jobs.work(async (it) => ran.push(it))
    await clock.advance(59_999)
    expect(ran).to.deep.equal([])
    await clock.advance(1)
    expect(ran).to.deep.equal([{ ...job, dueAt: clock.now(), tries: 0 }])
  })

  it('are noticed within a second by who works, whoever adds them', async () => {
    const [here, there] = [open(), open()]
    const ran: string[] = []
    here.jobs.work(async ({ id }) => ran.push(id))
    await clock.advance(10_000)
    await there.jobs.add(job, clock.now())
    await clock.advance(1000)
    expect(ran).to.deep.equal(['a'])
  })

  it('are dead when four processes have vanished with them', async () => {
    await open().jobs.add(job, clock.now())
    const died: ListedJob[] = []
    for (let vanished = 0; vanished < 5; vanished += 1) {
      const store = open()
      store.jobs.work(
        () => new Promise(() => {}),
        (it) => died.push(it),
      )
      await clock.advance(6000)
      await store.close()
    }
    expect(died.map(({ id, tries, error }) => [id, tries, error])).to.deep.equal([
      ['a', 4, 'the process that ran it vanished'],
    ])
    const { jobs } = await open().jobs.list({ state: 'dead', limit: 9 })
    expect(jobs).to.deep.equal(died)
  })

  it('reject while the file is locked, and go on when it is free', async () => {
    const store = open()
    const ran: string[] = []
    store.jobs.work(async ({ id }) => ran.push(id))
    await store.jobs.add(job, clock.now() + 1000)
    const other = openBeside(file.path)
    other.exec('BEGIN IMMEDIATE')
    const moved = store.jobs.postpone('a', 0).catch((error: { code?: string }) => error.code)
    await clock.advance(5000)
    expect(await moved).to.equal('STORE_AWAY')
    expect(ran).to.deep.equal([])
    other.exec('ROLLBACK')
    await clock.advance(2000)
    expect(ran).to.deep.equal(['a'])
  })

  it('are run although another one holds what is no JSON', async () => {
    const store = open()
    await store.jobs.add({ ...job, id: 'foreign' }, clock.now() - 1)
    await store.jobs.add(job, clock.now())
    openBeside(file.path).exec("UPDATE jobs SET data = '{' WHERE id = 'foreign'")
    const ran: unknown[] = []
    store.jobs.work(async ({ id, data }) => ran.push([id, data]))
    await clock.advance(0)
    expect(ran).to.deep.equal([
      ['foreign', null],
      ['a', job.data],
    ])
  })

  it('come to a file that was made before there were any', async () => {
    await open().values.set('k', 'kept')
    await file.closeStores()
    const older = openBeside(file.path)
    older.exec('DROP TABLE jobs; PRAGMA user_version = 1')
    older.close()
    const store = open()
    expect(await store.values.get('k')).to.equal('kept')
    await store.jobs.add(job, clock.now())
    expect((await store.jobs.list({ state: 'waiting', limit: 9 })).jobs).to.have.length(1)
  })
})
