import { EventEmitter } from 'node:events'
import { createManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import { stopRequest } from '#src/serve/stop-request.js'

/** A process that waits to be stopped, and what it is asked. */
function waiting({ hasParent = false } = {}) {
  const clock = createManualClock()
  const process = new EventEmitter()
  const parent = { isAlive: true, hasEnded: () => !parent.isAlive }
  const asked: string[] = []
  const onSecond = () => asked.push('at once')
  void stopRequest({
    signals: ['SIGTERM', 'SIGINT'],
    onSecond,
    parent: hasParent ? parent : undefined,
    process,
    clock,
  }).then((because) => asked.push(because))
  return { clock, process, parent, asked }
}

describe('stopRequest', () => {
  it('is the first signal', async () => {
    const { clock, process, asked } = waiting()
    await clock.advance(60_000)
    expect(asked).to.deep.equal([])
    process.emit('SIGINT')
    await clock.advance(0)
    expect(asked).to.deep.equal(['SIGINT'])
  })

  it('is the end of the parent, when there is no signal', async () => {
    const { clock, parent, asked } = waiting({ hasParent: true })
    await clock.advance(60_000)
    expect(asked).to.deep.equal([])
    parent.isAlive = false
    await clock.advance(250)
    expect(asked).to.deep.equal(['parent ended'])
  })

  it('is the end of a parent that was gone before it was waited for', async () => {
    const clock = createManualClock()
    const parent = { hasEnded: () => true }
    const process = new EventEmitter()
    const because = await stopRequest({ signals: [], onSecond() {}, parent, process, clock })
    expect(because).to.equal('parent ended')
  })

  it('takes what npm passes on of a Ctrl-C for the same request', async () => {
    const { clock, process, parent, asked } = waiting({ hasParent: true })
    process.emit('SIGINT')
    await clock.advance(499)
    process.emit('SIGINT')
    parent.isAlive = false
    await clock.advance(60_000)
    expect(asked).to.deep.equal(['SIGINT'])
  })

  it('ends at once on a second signal', async () => {
    const { clock, process, asked } = waiting()
    process.emit('SIGTERM')
    await clock.advance(500)
    process.emit('SIGINT')
    expect(asked).to.deep.equal(['SIGTERM', 'at once'])
  })
})
