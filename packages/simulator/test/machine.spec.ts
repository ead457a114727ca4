/** What is real in a handler, under a manual clock: time waits for it, and passes for nothing else. */
import { randomBytes, scrypt } from 'node:crypto'
import { lookup } from 'node:dns/promises'
import { mkdtempSync, openAsBlob, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip, gzip, gzipSync } from 'node:zlib'
import { expect } from 'chai'
import { BYTES, startWorking, type Work, type Working } from './working.ts'

describe('a manual clock, while something real is in flight', () => {
  let bot: Working
  let folder: string
  let file: string

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'machine-'))
    file = join(folder, 'file')
    writeFileSync(file, BYTES)
  })
  after(() => rmSync(folder, { recursive: true }))

  beforeEach(async () => {
    bot = await startWorking()
  })
  afterEach(() => bot.close())

  const AT_ONCE: Readonly<Record<string, Work>> = {
    'a file that is read': async () => (await readFile(file)).length,
    'files that are read one after the other': async () => {
      for (let i = 0; i < 10; i += 1) await stat(file)
      await writeFile(join(folder, 'other'), BYTES)
      return (await readFile(join(folder, 'other'))).length
    },
    'a file that is a Blob': async () => (await (await openAsBlob(file)).arrayBuffer()).byteLength,
    'two of those, as streams': async () => {
      const blobs = await Promise.all([openAsBlob(file), openAsBlob(file)])
      const sizes = blobs.map(async (blob) => (await new Response(blob.stream()).text()).length)
      return Math.max(...(await Promise.all(sizes)))
    },
    'look-ups of a name': async () => {
      for (let i = 0; i < 20; i += 1) await lookup('localhost')
      return BYTES.length
    },
    'a derived key': async () => (await promisify(scrypt)('a', 'b', 32)) && BYTES.length,
    'a digest': async () => (await crypto.subtle.digest('SHA-256', BYTES)) && BYTES.length,
    'what is compressed': async () =>
      (await promisify(gunzip)(await promisify(gzip)(BYTES))).length,
    'a request that is refused': async () => {
      await fetch('http://127.0.0.1:9/').catch(() => {})
      return BYTES.length
    },
    'a moment of the machine': async () => {
      for (let i = 0; i < 5; i += 1) await pause(10)
      return BYTES.length
    },
  }
  for (const [what, work] of Object.entries(AT_ONCE)) {
    it(`stands still for ${what}`, () => bot.repliesAfter(0, String(BYTES.length), work))
  }

  it('stands still for it between two waits by the clock', async () => {
    await bot.repliesAfter(1500, String(BYTES.length), async () => {
      await bot.clock.wait(1000)
      const { length } = await readFile(file)
      await bot.clock.wait(500)
      return length
    })
  })

  it('passes after what runs at once', async () => {
    await bot.repliesAfter(1000, String(BYTES.length), async () => {
      const all = [randomBytes(8), gzipSync(BYTES), readFileSync(file)]
      await bot.clock.wait(1000)
      return all.at(-1)?.length
    })
  })

  it('stands still for it when a test advances', async () => {
    const sizes: number[] = []
    bot.clock.setTimeout(async () => sizes.push((await readFile(file)).length), 100)
    bot.clock.setTimeout(() => sizes.push(0), 101)
    await bot.clock.advance(1000)
    expect(sizes).to.deep.equal([BYTES.length, 0])
  })

  describe('as timers of the machine', () => {
    it('waits for them a second in all, by their own count, and then names them', async () => {
      let ticks = 0
      let isOver = false
      const exchange = bot.asks(async () => {
        for (; !isOver; ticks += 1) await pause(250)
        return 'done'
      })
      const failure = await exchange.shouldReply('done').catch((error: Error) => error.message)
      isOver = true
      expect(ticks).to.be.at.least(4)
      expect((await exchange.attempts()).at(-1)?.at).to.equal(10_000)
      expect(failure)
        .to.contain('setTimeout of 250 ms, set at ')
        .and.match(/machine\.spec\.[tj]s:\d+/)
    })

    it('does not wait when they go on and on, or keep no process alive', async () => {
      const timers: NodeJS.Timeout[] = []
      await bot.repliesAfter(2000, 'false', async () => {
        timers.push(
          setInterval(() => {}, 5),
          setTimeout(() => {}, 900).unref(),
        )
        await bot.clock.wait(2000)
        return timers.at(-1)?.hasRef()
      })
      for (const timer of timers) clearTimeout(timer)
    })
  })
})
