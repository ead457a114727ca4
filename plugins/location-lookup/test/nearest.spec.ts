import { expect } from 'chai'
import { byDistance, distanceText, linkOf, metresBetween } from '#src/nearest.js'

describe('nearest', () => {
  it('measures along the great circle', () => {
    // One degree of latitude; a quarter of the Earth; around the date line.
    expect(metresBetween([0, 0], [1, 0])).to.be.closeTo(111_195, 5)
    expect(metresBetween([0, 0], [0, 90])).to.be.closeTo(10_007_557, 10)
    expect(metresBetween([0, 179.5], [0, -179.5])).to.be.closeTo(111_195, 5)
    // 天安门 to 东方明珠, as maps measure it.
    expect(metresBetween([39.9087, 116.3975], [31.2397, 121.4998]) / 1000).to.be.closeTo(1068, 3)
  })

  it('puts the nearest first', () => {
    const places = [3, 1, 2].map((n) => ({ name: String(n), latitude: n, longitude: 0 }))
    expect(byDistance(places, [0, 0]).map(({ place }) => place.name)).to.deep.equal(['1', '2', '3'])
  })

  for (const [metres, text] of [
    [0, '10 米'],
    [347, '350 米'],
    [994, '990 米'],
    [995, '1.0 公里'],
    [1234, '1.2 公里'],
    [9949, '9.9 公里'],
    [9950, '10 公里'],
    [12_345, '12 公里'],
    [1_068_000, '1068 公里'],
  ] as const) {
    it(`says ${text} for ${metres} m`, () => {
      expect(distanceText(metres)).to.equal(text)
    })
  }

  it('links to the marker on the map, safe from its own separators', () => {
    const link = new URL(
      linkOf({ name: 'A;B:C"<', latitude: 22.5, longitude: 114, address: '路 1 号&x=1' }),
    )
    expect(link.origin + link.pathname).to.equal('https://apis.map.qq.com/uri/v1/marker')
    expect(link.searchParams.get('marker')).to.equal(
      'coord:22.500000,114.000000;title:A B C"<;addr:路 1 号&x=1',
    )
    expect(link.href).not.to.match(/["<]/)
    expect(linkOf({ name: 'A', latitude: 1, longitude: 1, url: 'https://a.cn/' })).to.equal(
      'https://a.cn/',
    )
  })
})
