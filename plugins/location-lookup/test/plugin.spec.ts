import { expect } from 'chai'
import { CIVIC_CENTRE, type Options, once, SHOPS, select, start } from './located.ts'

const HOUR_MS = 3_600_000

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
