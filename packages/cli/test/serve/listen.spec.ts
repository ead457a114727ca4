import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { listen, listenNear } from '#src/serve/listen.js'

const HOST = '127.0.0.1'
const NAMED = { host: '--host', port: '--port' }

describe('listening', () => {
  const servers: Server[] = []
  const newServer = () => {
    const server = createServer()
    servers.push(server)
    return server
  }
  const portOf = (server: Server) => (server.address() as AddressInfo).port
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  it('names the port that is taken, and what changes it', async () => {
    const taken = newServer()
    await listen(taken, { host: HOST, port: 0 }, NAMED)
    const error = await listen(newServer(), { host: HOST, port: portOf(taken) }, NAMED).catch(
      String,
    )
    expect(error)
      .to.contain(`port ${portOf(taken)} is taken`)
      .and.contain('--port')
  })

  it('takes a port after one that is taken, where it may', async () => {
    const taken = newServer()
    await listen(taken, { host: HOST, port: 0 }, NAMED)
    const next = newServer()
    const listeners = () => [next.listenerCount('error'), next.listenerCount('listening')]
    const before = listeners()
    const origin = await listenNear(next, { host: HOST, port: portOf(taken) }, NAMED)
    expect(origin).to.equal(`http://${HOST}:${portOf(next)}`)
    expect(portOf(next)).to.be.above(portOf(taken))
    expect(listeners()).to.deep.equal(before)
  })

  it('goes nowhere else for another reason', async () => {
    const error = await listenNear(newServer(), { host: '203.0.113.1', port: 3000 }, NAMED).catch(
      String,
    )
    expect(error).to.contain('no address "203.0.113.1"')
  })
})
