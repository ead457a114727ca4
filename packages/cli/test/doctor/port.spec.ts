import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:net'
import { expect } from 'chai'
import { examinePort } from '#src/doctor/port.js'
import { wordsIn } from '#src/words/index.js'
import { Listeners } from './listeners.js'

const EN = wordsIn('en')

describe('whether WeChat reaches the bot, by its port', () => {
  const listeners = new Listeners()
  afterEach(() => listeners.close())

  it('is well while the port is free, with advice about the one that WeChat calls', async () => {
    const { verdict, text } = await examinePort('127.0.0.1', 0, EN.doctor.port)
    expect(verdict).to.equal('ok')
    expect(text).to.contain('0 is free').and.contain('80 and 443 only: put nginx in front')
  })

  it('is well when a bot listens there', async () => {
    const port = await listeners.portOfBot()
    expect(await examinePort('127.0.0.1', port, EN.doctor.port)).to.deep.equal({
      check: 'port',
      verdict: 'ok',
      text: `a bot listens on ${port}`,
    })
  })

  it('is to be looked at when something else does', async () => {
    const web = await listeners.portOf(
      createHttpServer((_, response) => response.writeHead(404).end()),
    )
    const raw = await listeners.portOf(createServer((socket) => socket.destroy()))
    for (const port of [web, raw]) {
      const { verdict, text } = await examinePort('127.0.0.1', port, EN.doctor.port)
      expect(verdict).to.equal('warn')
      expect(text).to.contain(`${port} is taken by a program that is no bot`)
    }
  })

  it('fails where this machine has no such address', async () => {
    const { verdict, text } = await examinePort('192.0.2.1', 3000, EN.doctor.port)
    expect(verdict).to.equal('fail')
    expect(text).to.contain('192.0.2.1:3000').and.contain('EADDRNOTAVAIL')
  })
})
