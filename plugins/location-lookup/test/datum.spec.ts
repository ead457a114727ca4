import { expect } from 'chai'
import { type Coordinates, toGcj02 } from '#src/datum.js'
import { createLookup } from '#src/lookup.js'
import { metresBetween } from '#src/nearest.js'

const lookup = createLookup()

describe('toGcj02', () => {
  it('brings 天安门 from GPS and from Baidu to where the maps of Tencent and AMap have it', () => {
    const onMap: Coordinates = [39.90874, 116.3975]
    expect(metresBetween(toGcj02(lookup, 39.90734, 116.39126, 'wgs84'), onMap)).to.be.below(25)
    expect(metresBetween(toGcj02(lookup, 39.91509, 116.40387, 'bd09'), onMap)).to.be.below(25)
    expect(toGcj02(lookup, ...onMap, 'gcj02')).to.deep.equal(onMap)
  })

  // The test points of eviltransform, another implementation: WGS-84, then GCJ-02.
  for (const [wgs84, gcj02] of [
    [
      [31.1774276, 121.5272106],
      [31.17530398364597, 121.531541859215],
    ],
    [
      [22.543847, 113.912316],
      [22.540796131694766, 113.9171764808363],
    ],
    [
      [39.911954, 116.377817],
      [39.91334545536069, 116.38404722455657],
    ],
  ] as readonly (readonly [Coordinates, Coordinates])[]) {
    it(`brings ${wgs84.join(', ')} to ${gcj02.join(', ')}, to a metre`, () => {
      expect(metresBetween(toGcj02(lookup, ...wgs84, 'wgs84'), gcj02)).to.be.below(1)
    })
  }

  for (const [name, latitude, longitude] of [
    ['Seoul', 37.5665, 126.978],
    ['Hanoi', 21.0285, 105.8542],
    ['Ulaanbaatar', 47.9184, 106.9177],
    ['Kathmandu', 27.7172, 85.324],
    ['Tokyo', 35.6812, 139.7671],
    ['Paris', 48.8566, 2.3522],
  ] as const) {
    it(`leaves ${name} as it is`, () => {
      expect(toGcj02(lookup, latitude, longitude, 'wgs84')).to.deep.equal([latitude, longitude])
    })
  }

  for (const [name, latitude, longitude] of [
    ['Hong Kong', 22.2988, 114.1722],
    ['Macao', 22.1987, 113.5439],
    ['Taipei', 25.033, 121.5654],
    ['丹东, on the border', 40.115, 124.38],
  ] as const) {
    it(`moves ${name}`, () => {
      const moved = toGcj02(lookup, latitude, longitude, 'wgs84')
      expect(metresBetween(moved, [latitude, longitude])).to.be.within(200, 900)
    })
  }

  it('leaves what is no number as it is', () => {
    expect(toGcj02(lookup, Number.NaN, 114, 'wgs84')).to.deep.equal([Number.NaN, 114])
    expect(toGcj02(lookup, 22, Number.POSITIVE_INFINITY, 'bd09')).to.deep.equal([
      22,
      Number.POSITIVE_INFINITY,
    ])
  })
})
