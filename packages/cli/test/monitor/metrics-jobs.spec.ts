/** The metrics of jobs. An alarm by `increase()` sees a series that begins with 1 as no increase. */
import { createBot, createLogger } from '@wechatbot/core'
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { createMetrics } from '#src/monitor/metrics.js'
import { startBot } from '../call.js'
import { Folder } from '../folder.js'

const silent = () => createLogger({ level: 'silent' })

/** The value of a metric, as Prometheus reads it. */
const figureIn = (figures: string, name: string) => {
  const line = figures.split('\n').find((each) => each.startsWith(`${name} `))
  return line === undefined ? undefined : Number(line.split(' ').at(-1))
}
const ofJob = (plugin: string, job: string, outcome: string) =>
  `wechatbot_jobs_total{bot="main",plugin="${plugin}",job="${job}",outcome="${outcome}"}`

describe('metrics of jobs', () => {
  it('count their runs, and those that are dead', async () => {
    const metrics = createMetrics(silent())
    const clock = createManualClock()
    const bot = createBot({ token: 'a-token', clock, logger: silent(), observe: metrics.observe })
    const works = bot.job('works', () => clock.wait(2000))
    const fails = bot.job('fails', () => Promise.reject(new Error('as asked')))
    await bot.ready()
    metrics.includeJobs('main', (await bot.describe()).jobs)
    await works.at(0, null)
    await fails.at(0, null, { openid: 'oA' })
    await clock.advance(400_000)
    await bot.close()
    const figures = await metrics.registry.metrics()
    const of = (job: string, outcome: string) => figureIn(figures, ofJob('main', job, outcome))
    expect(of('works', 'done')).to.equal(1)
    expect(of('works', 'dead')).to.equal(0)
    expect(of('fails', 'failed')).to.equal(4)
    expect(of('fails', 'dead')).to.equal(1)
    const sum = 'wechatbot_job_seconds_sum{bot="main",plugin="main",job="works"}'
    expect(figureIn(figures, sum)).to.be.closeTo(2, 0.1)
    expect(figures).not.to.contain('oA')
  })

  describe('of wechatbot start', () => {
    let folder: Folder
    beforeEach(() => {
      folder = new Folder()
    })
    afterEach(() => folder.remove())

    it('begin at 0 before any run: a job may be dead at once, or by a run elsewhere', async () => {
      folder.write(
        'shop.mjs',
        `export default { name: 'shop', setup(scope) {
           scope.job('remind', () => {})
           scope.every('0 3 * * *', () => {}, { name: 'nightly' })
         } }`,
      )
      const server = { host: '127.0.0.1', metrics: { port: 0 } }
      const bots = [{ token: 'a-token', plugins: ['./shop.mjs'] }]
      folder.write('wechatbot.config.json', JSON.stringify({ server, bots }))
      const bot = await startBot(folder.path)
      const url = /http:\/\/[^\s"]+\/metrics/.exec(bot.output())?.[0] ?? ''
      const figures = await (await fetch(url)).text()
      expect(await bot.stop()).to.equal(0)
      for (const job of ['remind', 'nightly']) {
        for (const outcome of ['done', 'failed', 'dead']) {
          expect(figureIn(figures, ofJob('shop', job, outcome)), `${job} ${outcome}`).to.equal(0)
        }
      }
    })
  })
})
