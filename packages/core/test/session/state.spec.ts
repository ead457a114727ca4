import { createContext, runInContext } from 'node:vm'
import { expect } from 'chai'
import { toKept } from '#src/session/state.js'

const KB = 1024

function keptOf(state: unknown): unknown {
  const kept = toKept(state)
  return 'state' in kept ? kept.state : expect.fail(JSON.stringify(kept.problem))
}

function problemOf(state: unknown) {
  const kept = toKept(state)
  return 'problem' in kept ? kept.problem : expect.fail(`kept ${JSON.stringify(kept.state)}`)
}

function nested(levels: number): unknown {
  return levels === 0 ? 'x' : { a: nested(levels - 1) }
}

describe('a state', () => {
  it('is kept as a copy', () => {
    const state = { items: ['茶', { n: 1.5 }], no: null, yes: true, empty: {}, none: [], zero: 0 }
    expect(keptOf(state)).to.deep.equal(state)
    expect(keptOf(state)).not.to.equal(state)
    for (const value of ['', '茶', 0, false, null, []]) expect(keptOf(value)).to.deep.equal(value)
  })

  it('loses its undefined properties, and is kept from any realm', () => {
    expect(keptOf({ a: 1, b: undefined })).to.deep.equal({ a: 1 })
    expect(keptOf(Object.assign(Object.create(null), { a: 1 }))).to.deep.equal({ a: 1 })
    expect(keptOf(runInContext('({ a: [1] })', createContext()))).to.deep.equal({ a: [1] })
  })

  it('may hold the same thing twice', () => {
    const tea = { name: '茶' }
    expect(keptOf([tea, tea])).to.deep.equal([tea, tea])
  })

  class Cart {
    items = []
  }
  const circle: Record<string, unknown> = {}
  circle.inner = { circle }
  for (const [what, state, path, got] of [
    ['undefined', undefined, '', 'nothing'],
    ['a function', { run: () => 1 }, 'run', 'a function'],
    ['a symbol', { s: Symbol('x') }, 's', 'a symbol'],
    ['a bigint', [1n], '[0]', 'a bigint'],
    ['NaN', { n: Number.NaN }, 'n', 'NaN'],
    ['infinity', { a: { b: [0, Number.POSITIVE_INFINITY] } }, 'a.b[1]', 'Infinity'],
    ['a date', { items: [{ at: new Date(0) }] }, 'items[0].at', 'a Date'],
    ['a map', { map: new Map() }, 'map', 'a Map'],
    ['bytes', { bytes: new Uint8Array(2) }, 'bytes', 'a Uint8Array'],
    ['an instance of a class', new Cart(), '', 'a Cart'],
    ['undefined in a list', { list: [1, undefined] }, 'list[1]', 'nothing'],
    // biome-ignore lint/suspicious/noSparseArray: this is what is tested
    ['an empty place in a list', { list: [, 1] }, 'list[0]', 'nothing'],
    ['what JSON would ask of it', { toJSON: () => 1 }, 'toJSON', 'a function'],
    ['a circle', circle, 'inner.circle', 'an object'],
  ] as const) {
    it(`is not kept with ${what}, whose path is named`, () => {
      expect(problemOf(state)).to.include({ path, got })
    })
  }

  it('is at most a hundred levels deep', () => {
    expect(keptOf(nested(100))).to.deep.equal(nested(100))
    expect(problemOf(nested(101)).expected).to.equal('at most 100 levels')
    expect(problemOf(nested(100_000 / 20)).expected).to.equal('at most 100 levels')
  })

  it('is at most 64 kB of JSON, counted in bytes', () => {
    const quotes = 2
    expect(keptOf('a'.repeat(64 * KB - quotes))).to.have.length(64 * KB - quotes)
    expect(problemOf('a'.repeat(64 * KB - quotes + 1))).to.deep.equal({
      path: '',
      expected: 'at most 65536 bytes of JSON in all',
      got: '65537',
    })
    expect(problemOf('茶'.repeat(22 * KB)).got).to.equal(String(3 * 22 * KB + quotes))
  })

  it('names what takes most of the room', () => {
    const items = Array.from({ length: 2000 }, (_, i) => ({
      name: `tea ${i}`,
      note: 'x'.repeat(40),
    }))
    expect(problemOf({ small: 1, cart: { items } }).path).to.equal('cart.items')
    expect(problemOf({ notes: ['x', 'y'.repeat(70_000)] }).path).to.equal('notes[1]')
    const many = Object.fromEntries(items.map((item, i) => [`k${i}`, item]))
    expect(problemOf(many).path).to.equal('')
  })
})
