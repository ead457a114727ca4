import { expect } from 'chai'
import { createLine } from '#src/line.js'

const never = new AbortController().signal
/** Until all promises that can settle have. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('the line of a user', () => {
  it('lets one message in after the other, in order of arrival', async () => {
    const enter = createLine()
    const seen: string[] = []
    const first = await enter('oA', never)
    const second = enter('oA', never).then((leave) => {
      seen.push('second')
      return leave
    })
    const third = enter('oA', never).then(() => void seen.push('third'))
    await settled()
    expect(seen).to.deep.equal([])
    first()
    const leave = await second
    await settled()
    expect(seen).to.deep.equal(['second'])
    leave()
    await third
    expect(seen).to.deep.equal(['second', 'third'])
  })

  it('is one of each user', async () => {
    const enter = createLine()
    await enter('oA', never)
    expect(await enter('oB', never)).to.be.a('function')
  })

  it('goes on behind a message that is aborted, or was before it came', async () => {
    const enter = createLine()
    const slow = new AbortController()
    await enter('oA', slow.signal)
    const next = enter('oA', never)
    slow.abort()
    ;(await next)()
    await enter('oA', AbortSignal.abort())
    expect(await enter('oA', never)).to.be.a('function')
  })
})
