import { expect } from 'chai'
import { pollForEnd } from '#src/store/poll.js'
import type { Ended } from '#src/store/types.js'
import { createSpecClock } from '../fixtures.ts'
import { settled } from '../settled.ts'

const DONE: Ended = { state: 'done', attempt: 1 }

describe('a turn of another process, where the Store cannot wake this one', () => {
  const never = new AbortController().signal

  it('is looked at often at first, then every 150 ms, until it has ended', async () => {
    const clock = createSpecClock()
    const from = clock.monotonic()
    const looks: number[] = []
    const look = async () => {
      looks.push(clock.monotonic() - from)
      return looks.length === 7 ? DONE : undefined
    }
    const ended = pollForEnd(look, never, clock)
    await clock.advance(1000)
    expect(await ended).to.equal(DONE)
    expect(looks).to.deep.equal([0, 20, 60, 140, 290, 440, 590])
    expect(clock.pending).to.equal(0)
  })

  it('is given up with the reason at once, and leaves no timer', async () => {
    const clock = createSpecClock()
    const controller = new AbortController()
    const failed: unknown[] = []
    const polling = pollForEnd(async () => undefined, controller.signal, clock)
    polling.catch((error: unknown) => failed.push(error))
    await settled()
    expect(clock.pending).to.equal(1)
    const reason = new Error('closing')
    controller.abort(reason)
    await settled()
    expect(failed).to.deep.equal([reason])
    expect(clock.pending).to.equal(0)
  })

  it('is not looked at by who was told to stop before', async () => {
    const reason = new Error('closing')
    const look = () => expect.fail('looked')
    const failed = pollForEnd(look, AbortSignal.abort(reason), createSpecClock())
    expect(await failed.catch((error: unknown) => error)).to.equal(reason)
  })

  it('fails as the look at it does', async () => {
    const error = new Error('away')
    const failed = pollForEnd(() => Promise.reject(error), never, createSpecClock())
    expect(await failed.catch((thrown: unknown) => thrown)).to.equal(error)
  })
})
