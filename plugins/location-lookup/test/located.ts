/** A bot that is told where its user is, and the shops that it may know of. */
import { createBot, createLogger, type Logger } from '@wechatbot/core'
import plugin from '@wechatbot/plugin-location-lookup'
import { createManualClock, simulate } from '@wechatbot/simulator'

const logger: Logger = createLogger({ level: 'silent' })

/** In Shenzhen: north of the civic centre (市民中心), 1.1 km and 12 km away, and in Guangzhou. */
export const SHOPS = [
  { name: '广州店', latitude: 23.1066, longitude: 113.3245, address: '阅江西路 222 号' },
  { name: '莲花山店', latitude: 22.5531, longitude: 114.0579, picUrl: 'https://a.cn/1.jpg' },
  { name: '南山店', latitude: 22.5333, longitude: 113.9304, url: 'https://a.cn/nanshan' },
]
export const CIVIC_CENTRE = { Location_X: '22.5431', Location_Y: '114.0579', Label: '市民中心' }

export type Options = Parameters<typeof plugin>[0]
type Account = { readonly timeZone?: string }

export async function start(options: Options = {}, account: Account = {}) {
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

export async function once(
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

export const select = (info: object) => ({
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
