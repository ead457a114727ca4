import { expect } from 'chai'
import { contains, type Polygon, squaredDistance } from '#src/polygon.js'

const ring = (...points: number[]) => Int32Array.from(points)
const SQUARE = ring(0, 0, 10, 0, 10, 10, 0, 10, 0, 0)
const WITH_HOLE: Polygon = [SQUARE, ring(4, 4, 6, 4, 6, 6, 4, 6, 4, 4)]

describe('polygon', () => {
  it('contains what is inside, not what is in a hole or outside', () => {
    expect(contains(WITH_HOLE, 2, 2)).to.equal(true)
    expect(contains(WITH_HOLE, 5, 5)).to.equal(false)
    expect(contains(WITH_HOLE, 11, 5)).to.equal(false)
    expect(contains(WITH_HOLE, -1, 5)).to.equal(false)
  })

  it('gives each point of a shared border to one side', () => {
    const east: Polygon = [ring(10, 0, 20, 0, 20, 10, 10, 10, 10, 0)]
    for (let y = 0; y < 10; y += 0.5) {
      const owners = [[SQUARE], east].filter((polygon) => contains(polygon, 10, y))
      expect(owners, `y ${y}`).to.have.lengthOf(1)
    }
  })

  it('measures to the nearest border, holes too, in steps of latitude', () => {
    expect(squaredDistance(WITH_HOLE, 12, 5, 1)).to.equal(4)
    expect(squaredDistance(WITH_HOLE, 12, 5, 0.5)).to.equal(1)
    expect(squaredDistance(WITH_HOLE, 13, 14, 1)).to.equal(25)
    expect(squaredDistance(WITH_HOLE, 3, 5, 1)).to.equal(1)
  })
})
