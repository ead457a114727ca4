import { simulate } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createBot } from '#src/bot.js'
import type { Scope } from '#src/plugin/types.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { TOKEN } from '../fixtures.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

describe('a plugin that observes', () => {
  const echo = (scope: Scope) => scope.on('text', ({ message }) => message.Content)

  it('gets every record of its bot, and metrics of other plugins, until the bot closes', async () => {
    const told: ObservedRecord[] = []
    let record: Scope['record'] | undefined
    const observer = {
      name: 'observer',
      setup: ({ observe }: Scope) => observe((each) => void told.push(each)),
    }
    const shop = {
      name: 'shop',
      setup: (scope: Scope) => {
        echo(scope)
        record = scope.record
        scope.use(async (_ctx, next) => {
          scope.record({ name: 'orders_total', value: 1, labels: { drink: 'tea' } })
          return next()
        })
      },
    }
    const bot = createBot({ token: TOKEN, logger: recordingLogger(), plugins: [observer, shop] })
    const wechat = await simulate(bot)
    await wechat.user('oA').says('茶').shouldReply('茶')
    await wechat.close()
    record?.({ name: 'orders_total', value: 1 })
    expect(told.map(({ type }) => type)).to.deep.equal([
      ...['attempt', 'claimed', 'metric', 'chain', 'response'],
    ])
    expect(told[2]).to.deep.include({ bot: 'main', labels: { drink: 'tea' } })
  })

  it('costs a line of its own log when it fails, and no message', async () => {
    const logger = recordingLogger()
    const told: string[] = []
    const failing = {
      name: 'failing',
      setup: (scope: Scope) => {
        echo(scope)
        scope.observe(() => {
          throw new Error('as asked')
        })
      },
    }
    const observe = ({ type }: ObservedRecord) => void told.push(type)
    const bot = createBot({ token: TOKEN, logger, observe, plugins: [failing] })
    const wechat = await simulate(bot)
    await wechat.user('oA').says('茶').shouldReply('茶')
    await wechat.close()
    expect(told).to.include('response')
    const lines = linesWith(logger, 'observe failed')
    expect(lines.map(({ fields }) => fields.record)).to.deep.equal(told)
    expect(lines[0]?.fields).to.include({ bot: 'main', plugin: 'failing' })
  })
})
