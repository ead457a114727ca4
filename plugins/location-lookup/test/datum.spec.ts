import { expect } from 'chai'
import { fromWgs84 } from '#src/datum.js'

describe('fromWgs84', () => {
  it('shifts a point in China by some hundred metres', () => {
    // Tiananmen (天安门): GPS, then the same on a Chinese map.
    const [latitude, longitude] = fromWgs84(39.90734, 116.39126)
    expect(latitude).to.be.closeTo(39.90874, 0.0002)
    expect(longitude).to.be.closeTo(116.3975, 0.0002)
  })

  it('leaves a point abroad as it is', () => {
    expect(fromWgs84(35.6812, 139.7671)).to.deep.equal([35.6812, 139.7671])
  })

  it('leaves what is no number as it is', () => {
    expect(fromWgs84(Number.NaN, 114)).to.deep.equal([Number.NaN, 114])
    expect(fromWgs84(22, Number.POSITIVE_INFINITY)).to.deep.equal([22, Number.POSITIVE_INFINITY])
  })
})
