/**
 * For mocha's `require`: a spec that writes to the terminal fails, so that what stands there is the
 * reporter's. Only in the workers of a parallel run, where the reporter is in another process.
 */
import fs from 'node:fs'
import { inspect } from 'node:util'

/** Lines of a failure; the first ones say enough. */
const MOST = 10
const BEFORE = 'before the first test'

const written: string[] = []
let where = BEFORE

/** A manual clock says so when it has stood still for long: that is the machine's doing, not a spec's. */
const SLOW_MACHINE = 'WECHATBOT_CLOCK_WAITS'

function note(chunk: unknown): void {
  const text = Buffer.isBuffer(chunk) ? chunk.toString() : String(chunk)
  if (text.includes(SLOW_MACHINE)) return
  written.push(`${where}: ${inspect(text.slice(0, 500))}`)
}

if (process.env.MOCHA_WORKER_ID !== undefined) {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream)
    stream.write = ((chunk: unknown, ...rest: []) => {
      note(chunk)
      return write(chunk as string, ...rest)
    }) as typeof stream.write
  }
  // pino goes around the streams.
  const { writeSync } = fs
  fs.writeSync = ((fd: number, chunk: never, ...rest: []) => {
    if (fd === 1 || fd === 2) note(chunk)
    return writeSync(fd, chunk, ...rest)
  }) as typeof writeSync
}

export const mochaHooks = {
  beforeAll(this: Mocha.Context): void {
    where = `${BEFORE} of ${this.test?.parent?.suites.map(({ title }) => title).join(', ')}`
  },
  beforeEach(this: Mocha.Context): void {
    where = this.currentTest?.fullTitle() ?? BEFORE
  },
  afterAll(): void {
    where = BEFORE
    const texts = written.splice(0).slice(0, MOST)
    if (texts.length === 0) return
    const rule = "expected nothing on the terminal but the reporter's lines; give the bot a logger"
    throw new Error([`${rule}:`, ...texts].join('\n'))
  },
}
