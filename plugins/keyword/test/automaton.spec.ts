import { expect } from 'chai'
import fc from 'fast-check'
import { createAutomaton } from '#src/automaton.js'

/** Few letters, so that words share beginnings, ends and middles; one of them is two code units. */
const letters = fc.constantFrom('a', 'b', '退', '款', '😀')
const text = fc.array(letters, { maxLength: 30 }).map((each) => each.join(''))
const word = fc.array(letters, { minLength: 1, maxLength: 6 }).map((each) => each.join(''))
const words = fc.uniqueArray(word, { maxLength: 40 })

const automatonOf = (list: readonly string[]) =>
  createAutomaton(new Map(list.map((each, number) => [each, number])))

describe('an automaton', () => {
  it('finds what includes() finds', () => {
    fc.assert(
      fc.property(words, text, (list, searched) => {
        const found = new Set<string>()
        automatonOf(list).search(searched, (number) => found.add(list[number] as string))
        const naive = list.filter((each) => searched.includes(each))
        expect([...found].sort()).to.deep.equal(naive.sort())
      }),
      { numRuns: 3000 },
    )
  })

  it('finds the lowest number of those that includes() finds', () => {
    fc.assert(
      fc.property(words, text, (list, searched) => {
        const lowest = list.findIndex((each) => searched.includes(each))
        expect(automatonOf(list).first(searched)).to.equal(lowest)
      }),
      { numRuns: 3000 },
    )
  })

  it('calls once for each word, wherever and however often it is', () => {
    const found: number[] = []
    automatonOf(['aa', 'a', 'ab']).search('aaabaaab', (number) => found.push(number))
    expect(found.sort()).to.deep.equal([0, 1, 2])
  })

  it('finds what startsWith() finds, the shortest first', () => {
    fc.assert(
      fc.property(words, text, (list, searched) => {
        const found: string[] = []
        automatonOf(list).begin(searched, (number) => found.push(list[number] as string))
        const naive = list.filter((each) => searched.startsWith(each))
        expect(found).to.deep.equal(naive.sort((a, b) => a.length - b.length))
      }),
      { numRuns: 3000 },
    )
  })

  it('finds nothing without words or text', () => {
    const fail = () => expect.fail('found something')
    automatonOf([]).search('text', fail)
    automatonOf([]).begin('text', fail)
    automatonOf(['a']).search('', fail)
    expect(automatonOf([]).first('text')).to.equal(-1)
    automatonOf(['a']).begin('', fail)
  })
})
