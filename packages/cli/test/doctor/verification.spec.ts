import { createServer as createHttpServer, type ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { expect } from 'chai'
import { examineVerification } from '#src/doctor/verification.js'
import { wordsIn } from '#src/words/index.js'
import { Listeners } from './listeners.js'

const EN = wordsIn('en')

const FILE = 'MP_verify_AbCd1234.txt'

describe('whether the files of server.verification can be had', () => {
  const listeners = new Listeners()
  afterEach(() => listeners.close())

  const examine = async (port: number, files: Parameters<typeof examineVerification>[0]) => {
    const findings = await examineVerification(
      files,
      new URL(`http://127.0.0.1:${port}/wechat`),
      EN.doctor.verification,
    )
    return findings.map(({ check, verdict, text }) => {
      return `${check} ${verdict}: ${text.replace(`http://127.0.0.1:${port}`, '')}`
    })
  }
  const answering = async (answer: (response: ServerResponse) => void) => {
    const server = createHttpServer((_, response) => answer(response))
    return (await examine(await listeners.portOf(server), [FILE])).join('\n')
  }

  it('is well when each says what the console wants', async () => {
    const files = [FILE, { name: 'a.txt', content: 'b\n' }]
    const port = await listeners.portOfBot({ verification: files })
    expect(await examine(port, files)).to.deep.equal([
      `verification ok: /${FILE} says what WeChat's console wants`,
      "verification ok: /a.txt says what WeChat's console wants",
    ])
  })

  it('fails where the server has another configuration', async () => {
    expect(await examine(await listeners.portOfBot(), [FILE])).to.deep.equal([
      `verification fail: /${FILE}: not found; let nginx pass this path to the bot, and restart the bot with this configuration`,
    ])
  })

  it('fails when something in front answers, or adds to it', async () => {
    expect(await answering((response) => response.end('AbCd1234\n'))).to.contain('a line feed')
    expect(await answering((response) => response.end('\ufeffAbCd1234'))).to.contain('a BOM')
    expect(await answering((response) => response.end('<html>'))).to.contain(
      'expected 200 with 8 characters, got 200 with 6',
    )
    expect(await answering((response) => response.writeHead(301).end())).to.contain('got 301')
  })

  it('fails when nothing answers', async () => {
    const port = await listeners.portOf(createServer((socket) => socket.destroy()))
    expect((await examine(port, [FILE]))[0]).to.contain('cannot be reached')
  })

  it('tries nothing without a URL, or without files', async () => {
    expect(await examineVerification([FILE], undefined, EN.doctor.verification)).to.deep.equal([])
    expect(await examine(1, undefined)).to.deep.equal([])
  })
})
