/** What is made of a file that fails: simulated, for a full disk is nobody's to have. */
import { createManualClock, type ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { Access } from '#src/access.js'
import type { OpenFile } from '#src/file.js'

const FILE = '/srv/bot/wechatbot.db'
const failing = (code: string) => Object.assign(new Error(`it says ${code}`), { code })

describe('the access to a file', () => {
  let clock: ManualClock
  /** What opening and writing fail with. */
  let opening: Error | undefined
  let writing: Error | undefined
  let reading: Error | undefined
  let opened: number
  /** Whether the file is the one that was opened. */
  let isThere: boolean
  let transactions: number[]
  let access: Access

  beforeEach(() => {
    clock = createManualClock()
    opening = undefined
    writing = undefined
    reading = undefined
    opened = 0
    isThere = true
    transactions = []
  })
  afterEach(() => access.close())

  const fake = (): OpenFile => {
    if (opening !== undefined) throw opening
    opened += 1
    const write = (works: readonly ((...all: never[]) => unknown)[]) => {
      if (writing !== undefined) throw writing
      const results = works.map((work) => work())
      transactions.push(works.length)
      return results
    }
    const read = (work: (...all: never[]) => unknown) => {
      if (reading !== undefined) throw reading
      return work()
    }
    return { write, read, touch: () => write([]), isAt: () => isThere, close: () => {} } as never
  }
  const start = () => {
    access = new Access({ file: FILE, clock, open: fake, onWritten: () => {} })
  }
  /** How it ends: its value, or what it says. */
  const write = (value: unknown) =>
    access.write(() => value).catch((error: { code: string; message: string }) => error)
  const isAwayFor = async (value: unknown) =>
    expect(await write(value)).to.include({ code: 'STORE_AWAY' })
  /** The next try comes after 100 ms. */
  const isBackFor = async (value: unknown) => {
    await clock.advance(100)
    expect(await write(value)).to.equal(value)
  }

  it('writes in one transaction what one turn of the event loop brings, in order', async () => {
    start()
    const order: number[] = []
    const all = Array.from({ length: 20 }, (_, i) => access.write(() => order.push(i)))
    await Promise.all(all)
    expect(transactions).to.deep.equal([20])
    expect(order).to.deep.equal(Array.from({ length: 20 }, (_, i) => i))
    await write(1)
    expect(transactions).to.deep.equal([20, 1])
  })

  it('makes several transactions of very many', async () => {
    start()
    await Promise.all(Array.from({ length: 600 }, () => write(1)))
    expect(transactions).to.deep.equal([256, 256, 88])
  })

  it('writes all that waits when it is closed', async () => {
    start()
    const all = Array.from({ length: 600 }, (_, i) => write(i))
    access.close()
    expect(await Promise.all(all)).to.deep.equal(Array.from({ length: 600 }, (_, i) => i))
  })

  it('is away at once when the disk is full, and asks for nothing more until there is room', async () => {
    start()
    await write(1)
    writing = failing('SQLITE_FULL')
    expect(await write(2)).to.include({
      code: 'STORE_AWAY',
      message: `SQLite is away: ${FILE} cannot grow: the disk is full`,
    })
    writing = undefined
    await isAwayFor(3)
    expect(transactions).to.deep.equal([1])
    await isBackFor(4)
    expect(opened).to.equal(1)
  })

  it('keeps the connection after what passes', async () => {
    start()
    writing = failing('SQLITE_IOERR_READ')
    await isAwayFor(1)
    await clock.advance(500)
    await isAwayFor(2)
    writing = undefined
    await isBackFor(3)
    expect(opened).to.equal(1)
  })

  it('writes again after a read has failed while writes waited', async () => {
    start()
    await write(1)
    writing = failing('SQLITE_BUSY')
    const waiting = write(2)
    await clock.advance(0)
    reading = failing('SQLITE_IOERR_READ')
    expect(() => access.read(() => 1)).to.throw('SQLite is away')
    expect(await waiting).to.include({ code: 'STORE_AWAY' })
    writing = undefined
    reading = undefined
    await isBackFor(3)
    expect(await access.read(() => 4)).to.equal(4)
  })

  it('opens the file anew where it fails and is another one by now', async () => {
    start()
    await write(1)
    writing = failing('SQLITE_IOERR_READ')
    isThere = false
    await isAwayFor(2)
    writing = undefined
    isThere = true
    opening = failing('SQLITE_NOTADB')
    await clock.advance(500)
    expect(await write(3))
      .to.have.property('message')
      .that.matches(/is no SQLite database/)
    opening = undefined
    await isBackFor(4)
    expect(opened).to.equal(2)
  })

  it('lets a write that is wrong in itself cost no other', async () => {
    start()
    const wrong = access.write(() => {
      throw failing('SQLITE_CONSTRAINT_NOTNULL')
    })
    const [one, error, two] = await Promise.all([write(1), wrong.catch((it) => it), write(2)])
    expect([one, two]).to.deep.equal([1, 2])
    expect(error).to.have.property('code', 'SQLITE_CONSTRAINT_NOTNULL')
    expect(await write(3)).to.equal(3)
    expect(transactions).to.deep.equal([1, 1, 1])
  })

  for (const code of ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_BUSY']) {
    it(`starts with ${code}, which may pass`, async () => {
      opening = failing(code)
      start()
      opening = undefined
      const writing = write(1)
      if (code === 'SQLITE_BUSY') expect(await writing).to.equal(1)
      else expect(await writing).to.include({ code: 'STORE_AWAY' })
      await clock.advance(100)
      expect(await write(2)).to.equal(2)
    })
  }

  for (const [code, words] of [
    ['SQLITE_NOTADB', 'is no SQLite database; name another file, or move this one away'],
    ['EROFS', 'cannot be written, or its folder cannot'],
    ['SQLITE_CANTOPEN', 'cannot be opened: is it a file'],
    ['SQLITE_MYSTERY', 'failed: it says SQLITE_MYSTERY'],
  ] as const) {
    it(`does not start with ${code}, which does not pass`, () => {
      opening = failing(code)
      expect(start).to.throw(`store: ${FILE} ${words}`).with.property('code', 'BAD_CONFIG')
      opening = undefined
      start()
    })
  }
})
