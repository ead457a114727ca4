import { expect } from 'chai'
import { createLookup, type Lookup } from '#src/lookup.js'
import { places } from './places.ts'

describe('lookup', () => {
  let lookup: Lookup

  before(() => {
    lookup = createLookup()
  })

  for (const [name, latitude, longitude, province, city, district, adcode] of places) {
    it(`finds ${name} in ${city}${district ?? ''}`, () => {
      expect(lookup(latitude, longitude)).to.deep.equal({
        province,
        city,
        ...(district ? { district } : {}),
        ...(adcode ? { adcode } : {}),
      })
    })
  }

  for (const [name, latitude, longitude] of [
    ['Tokyo', 35.6812, 139.7671],
    ['Hanoi', 21.0285, 105.8542],
    ['Pyongyang', 39.0392, 125.7625],
    ['Seoul', 37.5665, 126.978],
    ['Ulaanbaatar', 47.9184, 106.9177],
    ['Kathmandu', 27.7172, 85.324],
    ['Almaty', 43.238, 76.8829],
    ['the Yellow Sea', 35.5, 123],
    ['the South China Sea', 18.5, 115.5],
    ['the Gulf of Guinea', 0, 0],
    ['the North Pole', 90, 0],
    ['the South Pole', -90, 180],
    ['the date line', 40, -180],
    ['a latitude of more than 90', 114.0579, 22.5431],
    ['a longitude of more than 180', 22.5431, 474.0579],
    ['NaN as latitude', Number.NaN, 114.0579],
    ['NaN as longitude', 22.5431, Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ] as const) {
    it(`finds nothing for ${name}`, () => {
      expect(lookup(latitude, longitude)).to.equal(undefined)
    })
  }

  it('gives a point just off the coast to the nearest city, and one further out to none', () => {
    // South of Sanya: at the shore, then the open sea.
    expect(lookup(18.2, 109.49)?.city).to.equal('三亚市')
    expect(lookup(17.9, 109.49)).to.equal(undefined)
  })

  it('shares nothing with another lookup', () => {
    const other = createLookup()
    const place = lookup(22.5431, 114.0579)
    expect(other(22.5431, 114.0579)).to.deep.equal(place)
    expect(other(22.5431, 114.0579)).to.not.equal(place)
  })

  it('gives places that a handler cannot change', () => {
    expect(lookup(22.5431, 114.0579)).to.be.frozen
  })
})
