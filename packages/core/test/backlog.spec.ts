import { expect } from 'chai'
import { Backlog } from '#src/backlog.js'
import { turns } from './manual-clock.ts'

describe('backlog', () => {
  it('is idle when all work is done, also what was added meanwhile', async () => {
    const backlog = new Backlog(() => {})
    const ends: (() => void)[] = []
    const work = () => new Promise<void>((resolve) => ends.push(resolve))
    backlog.add(work())
    let isIdle = false
    void backlog.idle().then(() => {
      isIdle = true
    })
    backlog.add(work())
    ends[0]?.()
    await turns()
    expect(isIdle).to.equal(false)
    ends[1]?.()
    await turns()
    expect(isIdle).to.equal(true)
  })

  it('hands failures on, and goes on', async () => {
    const failures: unknown[] = []
    const backlog = new Backlog((error) => failures.push(error))
    const error = new Error('no')
    backlog.add(Promise.reject(error))
    await backlog.idle()
    expect(failures).to.deep.equal([error])
  })
})
