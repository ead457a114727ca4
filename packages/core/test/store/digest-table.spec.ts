import { expect } from 'chai'
import { DigestTable } from '#src/store/digest-table.js'

const DAY_MS = 24 * 60 * 60 * 1000

/** The digests up to `last` that the table has. */
const kept = (table: DigestTable, last: number) => {
  return Array.from({ length: last }, (_, i) => i + 1).filter((i) => table.get(i) !== undefined)
}

describe('DigestTable', () => {
  let now: number
  const newTable = (max: number) => new DigestTable(max, () => now)
  /** A row that ends in a second. */
  const row = (value: number) => ({ value, ends: now + 1000 })

  beforeEach(() => {
    now = 5000
  })

  it('gives the numbers of a row, and nothing for another digest', () => {
    const table = newTable(100)
    table.set(7, { value: -2.5, ends: 9000 })
    expect(table.get(7)).to.deep.equal({ value: -2.5, ends: 9000 })
    expect(table.get(8)).to.equal(undefined)
  })

  it('gives a row until it ends', () => {
    const table = newTable(100)
    table.set(7, row(1))
    now += 999
    expect(table.get(7)).to.deep.equal({ value: 1, ends: 6000 })
    now += 1
    expect(table.get(7)).to.equal(undefined)
    table.set(7, row(2))
    expect(table.get(7)).to.deep.equal({ value: 2, ends: 7000 })
  })

  it('gives rows their ends in a process that runs for years', () => {
    const table = newTable(100)
    for (let day = 0; day < 1000; day += 1) {
      now += DAY_MS
      table.set(day + 1, row(day))
      expect(table.get(day + 1)).to.deep.equal({ value: day, ends: now + 1000 })
      expect(table.get(day)).to.equal(undefined)
    }
  })

  it('keeps a row for 24 days at least when it is to end later', () => {
    const table = newTable(100)
    table.set(7, { value: 1, ends: now + 1000 * DAY_MS })
    now += 24 * DAY_MS
    expect(table.get(7)?.value).to.equal(1)
  })

  it('gives an ended row for no digest at all when it had ended before it was set', () => {
    const table = newTable(100)
    table.set(7, { value: 1, ends: now - 1 })
    expect(table.get(7)).to.equal(undefined)
  })

  it('takes digests up to 2^52', () => {
    const table = newTable(100)
    table.set(2 ** 52, row(1))
    table.set(2 ** 52 - 1, row(2))
    expect(table.get(2 ** 52)?.value).to.equal(1)
    expect(table.get(2 ** 52 - 1)?.value).to.equal(2)
  })

  it('tells rows apart whose digests begin at one place', () => {
    const table = newTable(1000)
    // A multiple of every number of places that this table could have.
    const far = Array.from({ length: 20 }, (_, i) => i + 1).map((i) => i * 720_720 * 668)
    for (const [i, digest] of far.entries()) table.set(digest, row(i))
    expect(far.map((digest) => table.get(digest)?.value)).to.deep.equal(far.map((_, i) => i))
  })

  it('holds at most its limit, and at least the newest half of it', () => {
    const table = newTable(10)
    for (let i = 1; i <= 1000; i += 1) {
      table.set(i, row(i))
      expect(kept(table, i).length).to.be.at.most(10)
    }
    expect(kept(table, 1000)).to.include.members([996, 997, 998, 999, 1000])
  })

  it('keeps all rows while it grows', () => {
    const table = newTable(40_000)
    for (let i = 1; i < 20_000; i += 1) table.set(i * 7919, row(-i))
    for (let i = 1; i < 20_000; i += 1) expect(table.get(i * 7919)).to.deep.equal(row(-i))
    expect(table.get(7920)).to.equal(undefined)
  })

  it('keeps a row that is set again, with its new numbers', () => {
    const table = newTable(4)
    for (let i = 1; i < 20; i += 1) {
      table.set(99, row(i))
      table.set(i, row(0))
    }
    expect(table.get(99)?.value).to.equal(19)
  })

  it('counts a row once when it is set again', () => {
    const table = newTable(4)
    for (let i = 0; i < 60; i += 1) table.set(1, row(i))
    table.set(2, row(0))
    table.set(3, row(0))
    expect(kept(table, 3)).to.deep.equal([1, 2, 3])
  })
})
