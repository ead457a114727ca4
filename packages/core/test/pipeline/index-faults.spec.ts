import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import Koa from 'koa'
import { createApp } from '#src/app.js'
import { type Bot, type BotOptions, createBot } from '#src/bot.js'
import { createServer } from '#src/http/server.js'
import type { Flow } from '#src/pipeline/flow.js'
import { pipeline } from '#src/pipeline/index.js'
import type { ObservedRecord } from '#src/records/observe.js'
import { parseXml } from '#src/xml/codec.js'
import { createSpecClock, TOKEN, textXml } from '../fixtures.ts'
import { closeServers, listen, push } from '../http-client.ts'
import { linesWith, recordingLogger } from '../recording-logger.ts'

describe('pipeline, when things fail', () => {
  let clock: ManualClock
  let logger: ReturnType<typeof recordingLogger>
  let records: ObservedRecord[]
  let bot: Bot

  const newBot = (options: Partial<BotOptions> = {}): Bot => {
    return createBot({ token: TOKEN, clock, logger, observe: (it) => records.push(it), ...options })
  }
  const serve = async (): Promise<string> => {
    const app = createApp({ bots: [bot], logger })
    return `${await listen(createServer(app))}/wechat`
  }

  beforeEach(() => {
    clock = createSpecClock()
    logger = recordingLogger()
    records = []
    bot = newBot()
  })
  afterEach(closeServers)

  describe('a handler that throws', () => {
    const faulty = {
      name: 'faulty',
      setup: (scope: { on: Bot['on'] }) => {
        scope.on('text', () => {
          throw new Error('no luck')
        })
      },
    }

    it('ends as 200 success, and the log names the plugin', async () => {
      bot = newBot({ plugins: [faulty] })
      const answer = await push(await serve(), textXml())
      expect(answer).to.include({ status: 200, body: 'success' })
      const [line] = linesWith(logger, 'handler failed')
      expect(line?.level).to.equal('error')
      expect(line?.fields).to.include({ plugin: 'faulty', bot: 'main' })
      expect((line?.fields.err as Error | undefined)?.message).to.equal('no luck')
    })

    it('ends as errorText when there is one, and does not run again at a retry', async () => {
      bot = newBot({ plugins: [faulty], errorText: 'try later' })
      const url = await serve()
      expect((await push(url, textXml())).body).to.contain('<![CDATA[try later]]>')
      expect((await push(url, textXml())).body).to.contain('<![CDATA[try later]]>')
      expect(linesWith(logger, 'handler failed')).to.have.length(1)
    })
  })

  describe('a middleware of the user between two stages', () => {
    const serveWith = async (index: number, middleware: Koa.Middleware): Promise<string> => {
      const koa = new Koa()
      const stages = [...pipeline(bot)]
      stages.splice(index, 0, middleware)
      for (const stage of stages) koa.use(stage)
      return listen(koa.callback())
    }

    it('sees what the stages before it wrote, and nothing of the later ones', async () => {
      bot.on('text', () => 'hi')
      let seen: string[] = []
      const url = await serveWith(3, async (http, next) => {
        seen = Object.keys(http.state.wechat as Flow)
        await next()
      })
      expect((await push(url, textXml())).body).to.contain('hi')
      expect(seen).to.deep.equal(['push', 'message', 'attempt'])
    })

    it('that throws leaves WeChat a 200, once the message is claimed', async () => {
      for (const error of [new Error('mine'), catching(() => parseXml('<not-wechat/>'))]) {
        const url = await serveWith(4, () => {
          throw error
        })
        expect(await push(url, textXml()), String(error)).to.include({
          status: 200,
          body: 'success',
        })
      }
    })
  })
})

function catching(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
