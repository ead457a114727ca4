/** examples/deploy/kubernetes.yaml: what it says of ports, paths and times is so. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { createApp, createBot, createLogger, createServer } from '@wechatbot/core'
import { resolveServer } from '@wechatbot/core/internal'
import { expect } from 'chai'
import { parseAllDocuments } from 'yaml'
import { ROOT } from '../root.js'
import { EXAMPLE, textOf } from './example.js'

const READ_SERVER = `
  const { parentPort, workerData: file } = require('node:worker_threads')
  import('wechatbot').then(async ({ loadConfig }) => {
    parentPort.postMessage((await loadConfig({ file })).server)
  })`
/** What a bot takes beside graceMs: the answers of aborted messages, and the end of the process. */
const REST_SECONDS = 1

describe('examples/deploy on Kubernetes', () => {
  const [deployment, service] = parseAllDocuments(textOf('kubernetes.yaml')).map((document) => {
    expect(document.errors).to.deep.equal([])
    return document.toJS()
  })
  const { spec } = deployment.spec.template
  const [bot] = spec.containers

  /** The port of a name, or the number itself. */
  const portOf = (port: string | number) =>
    bot.ports.find(({ name }: { name: string }) => name === port)?.containerPort ?? port

  it('is a Deployment, and a Service that finds its pods', () => {
    expect([deployment.kind, service.kind]).to.deep.equal(['Deployment', 'Service'])
    const { labels } = deployment.spec.template.metadata
    expect(deployment.spec.selector.matchLabels).to.deep.equal(labels)
    expect(service.spec.selector).to.deep.equal(labels)
  })

  it('has the ports of the configuration and the image', async () => {
    const [, port] = /PORT=(\d+)/.exec(textOf('Dockerfile')) ?? []
    // A thread of its own, because the file is read once in a thread, perhaps with the PORT of another spec.
    const worker = new Worker(READ_SERVER, {
      eval: true,
      env: { ...process.env, PORT: port },
      workerData: join(EXAMPLE, 'wechatbot.config.ts'),
    })
    const [server] = await once(worker, 'message')
    expect(portOf('http')).to.equal(server.port).and.equal(Number(port))
    expect(portOf('metrics')).to.equal(server.metrics.port)
    expect(textOf('Dockerfile')).to.contain(`EXPOSE ${port}\n`)
    expect(portOf(service.spec.ports[0].targetPort)).to.equal(server.port)
  })

  it('asks paths that the bots answer, and takes one that stops out of use', async () => {
    const logger = createLogger({ level: 'silent' })
    let isSetUp = () => {}
    const setup = () => new Promise<void>((resolve) => (isSetUp = resolve))
    const plugins = [{ name: 'slow', setup }]
    const app = createApp({ bots: [createBot({ token: 'aToken', logger, plugins })], logger })
    const server = createServer(app).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const status = async (probe: { httpGet: { path: string; port: string } }) => {
      expect(portOf(probe.httpGet.port)).to.equal(portOf('http'))
      const { status } = await fetch(origin + probe.httpGet.path)
      return status
    }
    const both = async () => [await status(bot.readinessProbe), await status(bot.livenessProbe)]
    expect(await both()).to.deep.equal([503, 200])
    isSetUp()
    await app.ready()
    expect(await both()).to.deep.equal([200, 200])
    app.drain()
    expect(await both()).to.deep.equal([503, 200])
    await app.close()
    server.close()
    server.closeAllConnections()
  })

  it('gives an instance the time it takes to end, behind the time for the proxies', () => {
    const [sleep, seconds] = bot.lifecycle.preStop.exec.command
    expect(sleep).to.equal('sleep')
    const ended = Number(seconds) + resolveServer().graceMs / 1000 + REST_SECONDS
    expect(spec.terminationGracePeriodSeconds).to.be.above(ended)
    // By then it has failed the probe at least once, whatever came first.
    expect(Number(seconds)).to.be.above(bot.readinessProbe.periodSeconds)
  })

  it('gives the configuration the secrets and the address that it reads, and no other', () => {
    const written = textOf('wechatbot.config.ts')
    const read = [...written.matchAll(/^(?!\s*\/\/).*secret\('([\w-]+)'\)/gm)].map(([, it]) => it)
    const [{ secret }] = spec.volumes
    const paths = secret.items.map(({ path }: { path: string }) => path)
    expect(paths.sort()).to.deep.equal(read.sort())
    const [{ mountPath }] = bot.volumeMounts
    const env = Object.fromEntries(
      bot.env.map(({ name, ...given }: { name: string }) => [name, given]),
    )
    expect(env.CREDENTIALS_DIRECTORY).to.deep.equal({ value: mountPath })
    for (const name of Object.keys(env)) expect(written).to.match(new RegExp(`\\b${name}\\b`))
    // Which command of the pages makes it.
    const keys = [...paths, env.REDIS.valueFrom.secretKeyRef.key]
    for (const page of ['deploy.md', 'deploy.zh-CN.md']) {
      const [, made = ''] =
        /kubectl create secret generic wechatbot([\s\S]*?)```/.exec(
          readFileSync(join(ROOT, 'docs', page), 'utf8'),
        ) ?? []
      const given = [...made.matchAll(/--from-\w+=([\w-]+)=/g)].map(([, key]) => key)
      expect(given.sort()).to.deep.equal(keys.sort())
    }
    expect(secret.secretName).to.equal(env.REDIS.valueFrom.secretKeyRef.name)
  })

  it('says the mode of the secrets as the group of the bot may read them', () => {
    const [{ secret }] = spec.volumes
    expect(secret.defaultMode).to.equal(0o440)
    expect(spec.securityContext.fsGroup).to.equal(spec.securityContext.runAsUser)
  })

  it('may use more memory than an instance under load, which docs/deploy.md says', () => {
    const page = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8')
    const [, busy = ''] = /\| memory \| about \d+ MB each, (\d+) under load/.exec(page) ?? []
    const { requests, limits } = bot.resources
    expect(Number.parseInt(requests.memory, 10)).to.be.above(Number(busy))
    expect(Number.parseInt(limits.memory, 10)).to.be.above(Number(busy) * 2)
    expect(limits).not.to.have.property('cpu')
  })
})
