import { createBot, createLogger, type WechatBotError } from '@wechatbot/core'
import plugin from '@wechatbot/plugin-location-lookup'
import { expect } from 'chai'

const logger = createLogger({ level: 'silent' })

async function problemsOf(options: unknown) {
  const bot = createBot({ token: 'a-token', logger, plugins: [[plugin, options]] })
  try {
    await bot.ready()
    throw new Error('the options were taken')
  } catch (error) {
    const { problems = [], message } = error as WechatBotError
    return { message, problems: problems.map(({ path, expected, got }) => [path, expected, got]) }
  } finally {
    await bot.close()
  }
}

describe('the options of location-lookup', () => {
  it('are wrong all at once, each with its path, what was expected and what came', async () => {
    const { problems } = await problemsOf({
      template: '您在{citty}',
      events: { LOCATION: 'daily', location_select: 1 },
      places: [
        { name: '', latitude: 91, longitude: 114 },
        { name: 'A', latitude: 22, longitude: '114', url: 'javascript:alert(1)' },
        { name: 'B', latitude: 22, longitude: 114, hours: [{ from: '9' }] },
      ],
      coordinates: 'gps',
      nearest: { count: 9, withinKm: 0, as: 'card', farText: '{nme}' },
      provider: { tencent: { key: '', timeoutMs: 9000, baseUrl: 'http://example.com' } },
    })
    const byPath = new Map(problems.map(([path, expected, got]) => [path, [expected, got]]))
    expect([...byPath.keys()]).to.have.members([
      'template',
      'events.LOCATION',
      'events.location_select',
      'places[0].name',
      'places[0].latitude',
      'places[1].longitude',
      'places[1].url',
      'places[2].hours[0].from',
      'places[2].hours[0]',
      'coordinates',
      'nearest.count',
      'nearest.withinKm',
      'nearest.as',
      'nearest.farText',
      'provider.tencent.key',
      'provider.tencent.timeoutMs',
      'provider.tencent.baseUrl',
    ])
    expect(byPath.get('template')?.[0]).to.contain('{citty} (did you mean {city}?)')
    expect(byPath.get('template')?.[1]).to.equal('"您在{citty}"')
    expect(byPath.get('places[0].latitude')).to.deep.equal(['degrees from -90 to 90', '91'])
    expect(byPath.get('places[1].longitude')).to.deep.equal(['degrees from -180 to 180', '"114"'])
    expect(byPath.get('coordinates')).to.deep.equal(['"gcj02", "wgs84" or "bd09"', '"gps"'])
    expect(byPath.get('nearest.farText')?.[0]).to.contain('did you mean {name}?')
  })

  it('refuse what is unknown by name', async () => {
    expect((await problemsOf({ temlate: 'x' })).message).to.contain('temlate')
  })

  it('never show the key', async () => {
    const { message } = await problemsOf({ provider: { tencent: { key: ['SECRET-KEY'] } } })
    expect(message).to.contain('provider.tencent.key').and.not.contain('SECRET')
  })

  it('refuse a template that says nothing', async () => {
    expect((await problemsOf({ template: ' ' })).message).to.contain('not empty')
  })
})
