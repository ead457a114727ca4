import { createServer as createHttpServer } from 'node:http'
import { createLogger, type ServerConfig } from '@wechatbot/core'
import { expect } from 'chai'
import { Registry } from 'prom-client'
import { examineMetrics } from '#src/doctor/metrics.js'
import { serveMetrics } from '#src/monitor/exporter.js'
import { createMetrics } from '#src/monitor/metrics.js'
import { wordsIn } from '#src/words/index.js'
import { Listeners } from './listeners.js'

describe('the port of the metrics, as doctor sees it', () => {
  const listeners = new Listeners()
  afterEach(() => listeners.close())

  const found = async (server?: ServerConfig) => {
    const findings = await examineMetrics(server, wordsIn('en').doctor.port)
    return findings.map(({ check, verdict, text }) => `${verdict} ${check}: ${text}`)
  }
  const at = (port: number, host = '127.0.0.1') => found({ port: 0, metrics: { host, port } })

  it('is not looked at where metrics are off', async () => {
    expect(await found()).to.deep.equal([])
    expect(await found({ port: 9464 })).to.deep.equal([])
  })

  it('is well while it is free, and where the metrics of a bot are', async () => {
    expect(await at(0)).to.deep.equal(['ok metrics: 0 is free for wechatbot start'])
    const { registry } = createMetrics(createLogger({ level: 'silent' }), () => 0)
    for (const host of ['127.0.0.1', '0.0.0.0']) {
      const { url, close } = await serveMetrics(registry, { host, port: 0 })
      const port = Number(new URL(url).port)
      expect(await at(port, host)).to.deep.equal([`ok metrics: ${port} has the metrics of a bot`])
      close()
    }
  })

  it('is to be looked at where another program has it, a bot of its own included', async () => {
    const other = await serveMetrics(new Registry(), { port: 0 })
    const web = await listeners.portOf(createHttpServer((_, response) => response.end('hello')))
    for (const port of [web, await listeners.portOfBot(), Number(new URL(other.url).port)]) {
      const [line] = await at(port)
      expect(line).to.match(/^warn metrics: \d+ is taken by a program that has no metrics of a bot/)
    }
    other.close()
  })

  it('fails where this machine has no such address, and on the port of the bots', async () => {
    expect(await at(9464, '192.0.2.1')).to.deep.equal([
      'fail metrics: 192.0.2.1:9464 cannot be used: EADDRNOTAVAIL',
    ])
    const [line] = await found({ port: 9464, metrics: {} })
    expect(line).to.equal(
      'fail metrics: 9464 is the port of the bots, too, so wechatbot start fails; choose another server.metrics.port',
    )
  })
})
