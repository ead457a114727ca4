/** The places of a configuration: which are near, how they are listed, and what is said where none is. */
import { expect } from 'chai'
import { CIVIC_CENTRE, type Options, once, SHOPS, select } from './located.ts'

describe('location-lookup', () => {
  it('lists the nearest places as text, with a link each', async () => {
    const reply = await once('location', CIVIC_CENTRE, { places: SHOPS })
    const lines = String(reply?.Content).split('\n')
    expect(lines[0]).to.equal('您在广东省深圳市福田区')
    expect(lines[1]).to.equal('莲花山店（1.1 公里）')
    expect(lines[2]).to.match(/^<a href="https:\/\/apis\.map\.qq\.com\/uri\/v1\/marker\?[^"]+">/)
    expect(lines[3]).to.equal('南山店（13 公里）')
    expect(lines[4]).to.equal('<a href="https://a.cn/nanshan">查看地图</a>')
    expect(lines).to.have.lengthOf(5)
  })

  it('says of each branch that has hours whether it is open, by the value of the plugin hours', async () => {
    // It is Monday noon.
    const hours = [
      [{ from: '09:00', to: '21:00' }],
      [{ days: [2], from: '10:00', to: '20:00' }],
      [{ closed: true as const }],
    ]
    const places = SHOPS.map((shop, i) => ({ ...shop, hours: hours[i] }))
    const nearest = { withinKm: 500 }
    const text = String((await once('location', CIVIC_CENTRE, { places, nearest }))?.Content)
    expect(text.split('\n').filter((line) => !line.startsWith('<a'))).to.deep.equal([
      '您在广东省深圳市福田区',
      '莲花山店（1.1 公里）',
      '休息中，明天 10:00 开门',
      '南山店（13 公里）',
      '休息中',
      '广州店（98 公里）',
      '营业中，到 21:00',
      '阅江西路 222 号',
    ])
    const options: Options = { places, nearest: { as: 'news' } }
    const tokyo = { timeZone: 'Asia/Tokyo' }
    const card = await once('location', CIVIC_CENTRE, options, tokyo)
    const { item } = (card?.Articles ?? {}) as { item: Record<string, string> }
    expect(item.Description).to.equal('您在广东省深圳市福田区\n休息中，明天 10:00 开门')
  })

  it('lists as many as fit into 2048 bytes, each link whole', async () => {
    const places = Array.from({ length: 8 }, (_, i) => ({
      name: `很长的名字`.repeat(6) + i,
      address: '地址'.repeat(20),
      latitude: 22.5431 + i / 1000,
      longitude: 114.0579,
    }))
    const reply = await once('location', CIVIC_CENTRE, { places, nearest: { count: 8 } })
    const content = String(reply?.Content)
    expect(Buffer.byteLength(content)).to.be.within(500, 2048)
    expect(content).to.match(/<\/a>$/)
    expect(content.match(/<a /g)?.length).to.equal(content.match(/<\/a>/g)?.length)
  })

  it('gives one article to a message and more to an event', async () => {
    const options: Options = {
      places: SHOPS,
      nearest: { as: 'news', withinKm: 500, count: 3 },
    }
    const one = await once('location', CIVIC_CENTRE, options)
    expect(one?.ArticleCount).to.equal('1')
    const more = await once(
      'event:location_select',
      select({ Location_X: '22.5431', Location_Y: '114.0579' }),
      options,
    )
    expect(more?.ArticleCount).to.equal('3')
    const { item } = (more?.Articles ?? {}) as { item: readonly Record<string, string>[] }
    expect(item.map(({ Title }) => Title)).to.deep.equal([
      '莲花山店（1.1 公里）',
      '南山店（13 公里）',
      '广州店（98 公里）',
    ])
    expect(item[0]?.Description).to.equal('您在广东省深圳市福田区')
    expect(item[0]?.PicUrl).to.equal('https://a.cn/1.jpg')
    expect(item[1]?.Url).to.equal('https://a.cn/nanshan')
    expect(item[2]?.Description).to.equal('阅江西路 222 号')
  })

  it('says honestly that all are far, also abroad', async () => {
    const beijing = { Location_X: '39.9087', Location_Y: '116.3975' }
    const far = await once('location', beijing, { places: SHOPS, nearest: { as: 'news' } })
    expect(far?.Content).to.match(
      /^您在北京市东城区\n50 公里内没有门店，最近的是广州店，距您 18\d\d 公里。$/,
    )
    const tokyo = { Location_X: '35.68', Location_Y: '139.77' }
    const nearest = { farText: '{name} {distance} {url}', withinKm: 1 }
    const abroad = await once('location', tokyo, { places: SHOPS, nearest })
    expect(abroad?.Content).to.match(/^莲花山店 28\d\d 公里 https:/)
  })

  it('brings places from GPS and from Baidu to the users’ system', async () => {
    // 天安门 in three systems, asked for from 天安门 of the map.
    const at = { Location_X: '39.90874', Location_Y: '116.3975' }
    for (const [coordinates, latitude, longitude] of [
      ['wgs84', 39.90734, 116.39126],
      ['bd09', 39.91509, 116.40387],
      ['gcj02', 39.90874, 116.3975],
    ] as const) {
      const places = [{ name: '店', latitude, longitude }]
      const reply = await once('location', at, { places, coordinates })
      expect(reply?.Content, coordinates).to.match(/店（[12]0 米）/)
    }
  })
})
