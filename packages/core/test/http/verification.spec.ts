import { expect } from 'chai'
import { createApp } from '#src/app.js'
import { createBot } from '#src/bot.js'
import type { ServerConfig } from '#src/config/types.js'
import { createServer } from '#src/http/server.js'
import { failure } from '../fixtures.ts'
import { call, closeServers, listen } from '../http-client.ts'
import { recordingLogger } from '../recording-logger.ts'

const FILE = 'MP_verify_AbCd1234.txt'

describe('server.verification', () => {
  const logger = recordingLogger()
  afterEach(closeServers)

  const appOf = (verification: unknown, path = '/wechat') => {
    const server = { verification } as ServerConfig
    return createApp({ bots: [createBot({ token: 'spec4Token', path, logger })], server, logger })
  }

  it('serves the file at the root as the console wants it: no line break, no markup', async () => {
    const url = await listen(createServer(appOf([FILE])))
    const { status, headers, body } = await call(`${url}/${FILE}`)
    expect([status, body]).to.deep.equal([200, 'AbCd1234'])
    expect(headers['content-type']).to.equal('text/plain; charset=utf-8')
    expect(headers['content-length']).to.equal('8')
    expect(headers['x-content-type-options']).to.equal('nosniff')
  })

  it('serves any other file byte for byte', async () => {
    const url = await listen(createServer(appOf([{ name: 'x.y-1.txt', content: '验证\n' }, FILE])))
    expect((await call(`${url}/x.y-1.txt`)).body).to.equal('验证\n')
    expect((await call(`${url}/xzy-1.txt`)).status).to.equal(404)
    expect((await call(`${url}/${FILE}`)).body).to.equal('AbCd1234')
  })

  it('answers nothing else at its path', async () => {
    const url = await listen(createServer(appOf([FILE])))
    const { status } = await call(`${url}/${FILE}`, { method: 'POST', body: '<xml/>' })
    expect(status).to.equal(404)
    expect((await call(`${url}/MP_verify_AbCd1234.TXT`)).status).to.equal(404)
  })

  it('is a problem at start where a file has another shape', async () => {
    const wrong = [
      'verify_AbCd1234.txt',
      'MP_verify_.txt',
      'MP_verify_AbCd1234',
      '/MP_verify_AbCd1234.txt',
      'MP_verify_AbCd1234.txt\n',
      { name: '../a.txt', content: 'x' },
      { name: 'a/b.txt', content: 'x' },
      { name: 'a.html', content: 'x' },
      { name: 'a.txt' },
      { name: 'a.txt', content: '' },
      { name: 'a.txt', content: 'x', more: 1 },
      5,
    ]
    for (const file of wrong) {
      const { message } = await failure('BAD_CONFIG', () => appOf([file]))
      expect(message, JSON.stringify(file)).to.contain('server.verification[0]')
    }
    const { message } = await failure('BAD_CONFIG', () => appOf(FILE))
    expect(message).to.contain('server.verification: expected a list of files')
  })

  it("is a problem at start where a bot's path equals a file", async () => {
    for (const path of [`/${FILE}`, `/${FILE}/`]) {
      const { message } = await failure('BAD_CONFIG', () => appOf([FILE], path))
      expect(message).to.contain('a file of server.verification has')
    }
  })
})
