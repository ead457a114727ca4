import { createBot, createLogger, type Logger } from '@wechatbot/core'
import plugin from '@wechatbot/plugin-location-lookup'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

const logger: Logger = createLogger({ level: 'silent' })
const HOUR_MS = 3_600_000

/** In Shenzhen: north of the civic centre (市民中心), 1.1 km and 12 km away, and in Guangzhou. */
const SHOPS = [
  { name: '广州店', latitude: 23.1066, longitude: 113.3245, address: '阅江西路 222 号' },
  { name: '莲花山店', latitude: 22.5531, longitude: 114.0579, picUrl: 'https://a.cn/1.jpg' },
  { name: '南山店', latitude: 22.5333, longitude: 113.9304, url: 'https://a.cn/nanshan' },
]
const CIVIC_CENTRE = { Location_X: '22.5431', Location_Y: '114.0579', Label: '市民中心' }

type Options = Parameters<typeof plugin>[0]
type Account = { readonly timeZone?: string }

async function start(options: Options = {}, account: Account = {}) {
  const clock = createManualClock(Date.parse('2026-11-23T12:00:00+08:00'))
  const bot = createBot({ token: 'a-token', clock, logger, plugins: [plugin(options)], ...account })
  const wechat = await simulate(bot)
  const ask = async (
    kind: string,
    fields: Parameters<ReturnType<typeof wechat.user>['sends']>[1],
  ) => {
    // WeChat would take the same thing within a second for the same message.
    await clock.advance(2000)
    const seen = await wechat.user('oA').sends(kind, fields)
    return seen.type === 'reply' ? seen.reply : undefined
  }
  return { ask, clock, close: () => wechat.close() }
}

async function once(
  kind: string,
  fields: Record<string, string | object>,
  options?: Options,
  account?: Account,
) {
  const { ask, close } = await start(options, account)
  const reply = await ask(kind, fields as never)
  await close()
  return reply
}

const select = (info: object) => ({
  EventKey: 'here',
  SendLocationInfo: {
    Location_X: '',
    Location_Y: '',
    Scale: '15',
    Label: '',
    Poiname: '',
    ...info,
  },
})

describe('location-lookup', () => {
  for (const [latitude, longitude, content] of [
    ['22.5431', '114.0579', '您在广东省深圳市福田区'],
    ['39.9087', '116.3975', '您在北京市东城区'],
    ['23.0205', '113.7518', '您在广东省东莞市'],
    ['35.09', '112.59', '您在河南省济源市'],
    ['22.2935', '114.1715', '您在香港特别行政区油尖旺区'],
    ['25.034', '121.5645', '您在台湾省台北市'],
  ] as const) {
    it(`says ${content}`, async () => {
      const fields = { Location_X: latitude, Location_Y: longitude }
      expect((await once('location', fields))?.Content).to.equal(content)
    })
  }

  it('leaves points abroad to others, and what is no point, places or not', async () => {
    expect(await once('location', { Location_X: '35.68', Location_Y: '139.77' })).to.equal(
      undefined,
    )
    for (const [x, y] of [
      ['91', '114'],
      ['22.5', '181'],
      ['', ''],
    ] as const) {
      for (const places of [[], SHOPS]) {
        const fields = { Location_X: x, Location_Y: y }
        expect(await once('location', fields, { places }), x).to.equal(undefined)
      }
    }
  })

  it('reads a LOCATION event as WGS-84 and the others as GCJ-02', async () => {
    const template = '{latitude},{longitude}'
    const at = { Latitude: '39.90734', Longitude: '116.39126' }
    const event = await once('event:LOCATION', { ...at, Precision: '40' }, { template })
    expect(event?.Content).to.match(/^39\.908\d+,116\.397\d+$/)
    const message = { Location_X: at.Latitude, Location_Y: at.Longitude }
    const same = '39.907340,116.391260'
    expect((await once('location', message, { template }))?.Content).to.equal(same)
    expect((await once('event:location_select', select(message), { template }))?.Content).to.equal(
      same,
    )
  })

  it('answers a LOCATION event once a day, each of them, or none', async () => {
    const fields = { Latitude: '22.5431', Longitude: '114.0579', Precision: '40' }
    const count = async (events: NonNullable<Options>['events'], hours: readonly number[]) => {
      const { ask, clock, close } = await start(events === undefined ? {} : { events })
      let answers = 0
      for (const after of hours) {
        await clock.advance(after * HOUR_MS)
        if (await ask('event:LOCATION', fields)) answers += 1
      }
      await close()
      return answers
    }
    expect(await count(undefined, [0, 0, 23, 2])).to.equal(2)
    expect(await count({ LOCATION: { everyHours: 1 } }, [0, 0.5, 1])).to.equal(2)
    expect(await count({ LOCATION: true }, [0, 0, 0])).to.equal(3)
    expect(await count({ LOCATION: false }, [0, 0])).to.equal(0)
  })

  it('answers location_select, or not', async () => {
    const fields = select({ Location_X: '22.5431', Location_Y: '114.0579' })
    expect((await once('event:location_select', fields))?.Content).to.equal(
      '您在广东省深圳市福田区',
    )
    const events = { location_select: false }
    expect(await once('event:location_select', fields, { events })).to.equal(undefined)
  })

  it('fills in a template, the label by name of the place', async () => {
    const template = '{label}：{city}{district}（{province}）'
    expect((await once('location', CIVIC_CENTRE, { template }))?.Content).to.equal(
      '市民中心：深圳市福田区（广东省）',
    )
    const chosen = select({ Location_X: '39.9087', Location_Y: '116.3975', Poiname: '天安门' })
    expect((await once('event:location_select', chosen, { template }))?.Content).to.equal(
      '天安门：东城区（北京市）',
    )
  })

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

  it('leaves a district out that is the city, and empty lines with it', async () => {
    const template = '{city}\n{district}\n{nearest}\n完'
    const dongguan = { Location_X: '23.0205', Location_Y: '113.7518' }
    expect((await once('location', dongguan, { template }))?.Content).to.equal('东莞市\n完')
  })

  it('leaves to others what its template has no words for', async () => {
    const fields = { ...CIVIC_CENTRE, Label: '' }
    expect(await once('location', fields, { template: '{label}' })).to.equal(undefined)
  })
})
