import { expect } from 'chai'
import { Backlog } from '#src/turn/backlog.js'
import type { Turn } from '#src/turn/turn.js'
import { settled } from '../settled.ts'

const NONE = new Map<string, Turn>()

describe('backlog', () => {
  it('is idle when all work is done, also what was added meanwhile', async () => {
    const backlog = new Backlog(NONE, () => {})
    const ends: (() => void)[] = []
    const work = () => new Promise<void>((resolve) => ends.push(resolve))
    backlog.add(work())
    let isIdle = false
    void backlog.idle().then(() => {
      isIdle = true
    })
    backlog.add(work())
    ends[0]?.()
    await settled()
    expect(isIdle).to.equal(false)
    ends[1]?.()
    await settled()
    expect(isIdle).to.equal(true)
  })

  it('is not idle while a turn runs', async () => {
    let end = () => {}
    const run = new Promise<void>((resolve) => {
      end = resolve
    })
    const atWork = new Map([['key', { run } as Turn]])
    let isIdle = false
    void new Backlog(atWork, () => {}).idle().then(() => {
      isIdle = true
    })
    await settled()
    expect(isIdle).to.equal(false)
    atWork.clear()
    end()
    await settled()
    expect(isIdle).to.equal(true)
  })

  it('hands failures on, and goes on', async () => {
    const failures: unknown[] = []
    const backlog = new Backlog(NONE, (error) => failures.push(error))
    const error = new Error('no')
    backlog.add(Promise.reject(error))
    await backlog.idle()
    expect(failures).to.deep.equal([error])
  })
})
