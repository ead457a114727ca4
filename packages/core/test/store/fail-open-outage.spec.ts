/** What the log says of an outage, over a Store that goes on in this process alone. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { handle } from '#src/pipeline/handle.js'
import { failOpen } from '#src/store/fail-open.js'
import { createMemoryStore } from '#src/store/memory.js'
import { createSpecClock, textXml } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'
import { linesWith, type RecordingLogger, recordingLogger } from '../recording-logger.ts'

const away = () => Promise.reject(new Error('away'))

describe('an outage of a Store that fails open', () => {
  let clock: ManualClock
  let log: RecordingLogger
  let bot: Parts

  beforeEach(() => {
    clock = createSpecClock()
    log = recordingLogger()
    const turns = {
      ...{ claim: away, renew: away, finish: away, wait: away },
      ...{ bind: away, leaveOpen: away, report: away },
    }
    const store = failOpen({ ...createMemoryStore({ clock }), turns }, clock)
    bot = createParts({ clock, log, store })
    bot.on('text', () => 'hi')
  })

  const push = async (MsgId: string) => handle(await attemptAt(bot, textXml({ MsgId })), bot)

  it('does not end with a retry, whose reply only this process remembers', async () => {
    await push('1')
    await clock.advance(6000)
    expect(await push('1')).to.deep.equal({ type: 'text', content: 'hi' })
    expect(linesWith(log, /back/)).to.deep.equal([])
  })

  it('is an error after a minute, also where retries come', async () => {
    for (const id of ['1', '2', '3', '4', '5']) {
      await push(id)
      await clock.advance(10_000)
      await push(id)
      await clock.advance(10_000)
    }
    const levels = linesWith(log, /^store failed/).map(({ level }) => level)
    expect(levels).to.include('error')
  })
})
