import { expect } from 'chai'
import { readAtlas } from '#src/areas.js'

const PROVINCES = `
  北京市 天津市 上海市 重庆市
  河北省 山西省 辽宁省 吉林省 黑龙江省 江苏省 浙江省 安徽省 福建省 江西省 山东省 河南省
  湖北省 湖南省 广东省 海南省 四川省 贵州省 云南省 陕西省 甘肃省 青海省 台湾省
  内蒙古自治区 广西壮族自治区 西藏自治区 宁夏回族自治区 新疆维吾尔自治区
  香港特别行政区 澳门特别行政区
`
  .trim()
  .split(/\s+/)

describe('areas', () => {
  const { areas } = readAtlas()

  it('cover the 34 provinces, by their official names', () => {
    const names = new Set(areas.map(({ province }) => province))
    expect([...names]).to.have.members(PROVINCES)
    expect(PROVINCES).to.have.lengthOf(34)
  })

  it('name each district once', () => {
    const names = areas.map(({ province, city, district }) => `${province} ${city} ${district}`)
    expect(new Set(names).size).to.equal(names.length)
  })

  it('have a code of six digits, one each, except in Taiwan', () => {
    const codes = areas.flatMap(({ adcode }) => adcode ?? [])
    for (const { province, city, adcode } of areas) {
      if (province === '台湾省') expect(adcode, city).to.equal(undefined)
      else expect(adcode, city).to.match(/^\d{6}$/)
    }
    expect(new Set(codes).size).to.equal(codes.length)
  })

  it('are districts, but for cities without any and for Taiwan', () => {
    const whole = areas.filter(({ district }) => district === undefined)
    const outside = whole.filter(({ province }) => province !== '台湾省')
    expect(outside.map(({ city }) => city)).to.include.members(['东莞市', '中山市', '嘉峪关市'])
    expect(outside).to.have.lengthOf.below(40)
    expect(areas.length - whole.length).to.be.above(2800)
  })

  it('consist of closed rings', () => {
    for (const { city, polygons } of areas) {
      expect(polygons, city).to.not.be.empty
      for (const ring of polygons.flat()) {
        expect(ring.length, city).to.be.at.least(8)
        expect(ring.slice(-2), city).to.deep.equal(ring.slice(0, 2))
      }
    }
  })

  it('belong to the code of their province', () => {
    for (const { province, city, district, adcode } of areas) {
      const other = areas.find((area) => area.adcode?.slice(0, 2) === adcode?.slice(0, 2))
      expect(other?.province, `${city}${district}`).to.equal(province)
    }
  })
})
