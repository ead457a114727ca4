import { expect } from 'chai'
import * as v from 'valibot'
import { placeholders } from '#src/option-values.js'

/** What the check of a text says, without the names that it lists. */
const saidOf = (text: string) => {
  const { issues = [] } = v.safeParse(v.pipe(v.string(), placeholders(['city', 'district'])), text)
  return issues.map(({ message }) => message.replace(/^.*unknown: /, ''))
}

describe('placeholders of a text', () => {
  it('may be those that are filled in, more than once', () => {
    expect(saidOf('{city}{district}{city} (100%)')).to.deep.equal([])
  })

  it('are named where nothing fills them, with a guess when one is near', () => {
    expect(saidOf('{citty}')).to.deep.equal(['{citty} (did you mean {city}?)'])
    expect(saidOf('{City} {下次}')).to.deep.equal(['{City} (did you mean {city}?), {下次}'])
  })

  it('are named in full-width braces, which a Chinese keyboard makes', () => {
    expect(saidOf('｛city｝')).to.deep.equal(['｛city｝ (did you mean {city}?)'])
    expect(saidOf('{ city }')).to.deep.equal(['{ city } (did you mean {city}?)'])
    expect(saidOf('{city｝')).to.deep.equal(['{city｝ (did you mean {city}?)'])
  })
})
