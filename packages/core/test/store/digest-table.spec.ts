import { expect } from 'chai'
import { DigestTable } from '#src/store/digest-table.js'

/** The digests up to `last` that the table has. */
const kept = (table: DigestTable, last: number) => {
  return Array.from({ length: last }, (_, i) => i + 1).filter((i) => table.get(i) !== undefined)
}

describe('DigestTable', () => {
  it('gives the numbers of a row, and nothing for another digest', () => {
    const table = new DigestTable(100, 3)
    table.set(7, [1, 2.5, 0])
    expect(table.get(7)).to.deep.equal([1, 2.5, 0])
    expect(table.get(8)).to.equal(undefined)
  })

  it('takes digests up to 2^52', () => {
    const table = new DigestTable(100, 1)
    table.set(2 ** 52, [1])
    table.set(2 ** 52 - 1, [2])
    expect(table.get(2 ** 52)).to.deep.equal([1])
    expect(table.get(2 ** 52 - 1)).to.deep.equal([2])
  })

  it('tells rows apart whose digests begin at one place', () => {
    const table = new DigestTable(1000, 1)
    // A multiple of every number of places that this table could have.
    const far = Array.from({ length: 20 }, (_, i) => i + 1).map((i) => i * 720_720 * 668)
    for (const [i, digest] of far.entries()) table.set(digest, [i])
    expect(far.map((digest) => table.get(digest))).to.deep.equal(far.map((_, i) => [i]))
  })

  it('holds at most its limit, and at least the newest half of it', () => {
    const table = new DigestTable(10, 1)
    for (let i = 1; i <= 1000; i += 1) {
      table.set(i, [i])
      expect(kept(table, i).length).to.be.at.most(10)
    }
    expect(kept(table, 1000)).to.include.members([996, 997, 998, 999, 1000])
  })

  it('keeps all rows while it grows', () => {
    const table = new DigestTable(40_000, 2)
    for (let i = 1; i < 20_000; i += 1) table.set(i * 7919, [i, -i])
    for (let i = 1; i < 20_000; i += 1) expect(table.get(i * 7919)).to.deep.equal([i, -i])
    expect(table.get(7920)).to.equal(undefined)
  })

  it('keeps a row that is set again, with its new numbers', () => {
    const table = new DigestTable(4, 1)
    for (let i = 1; i < 20; i += 1) {
      table.set(99, [i])
      table.set(i, [0])
    }
    expect(table.get(99)).to.deep.equal([19])
  })

  it('counts a row once when it is set again', () => {
    const table = new DigestTable(4, 1)
    for (let i = 0; i < 60; i += 1) table.set(1, [i])
    table.set(2, [0])
    table.set(3, [0])
    expect(kept(table, 3)).to.deep.equal([1, 2, 3])
  })
})
