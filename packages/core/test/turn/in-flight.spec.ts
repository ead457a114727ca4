import { expect } from 'chai'
import { InFlight } from '#src/turn/in-flight.js'
import { Turn } from '#src/turn/turn.js'
import { messageOf, textXml } from '../fixtures.ts'

const turnOf = (key: string, FromUserName: string) =>
  new Turn(key, messageOf(textXml({ FromUserName })), { now: 0, monotonic: 0 }, 1)

describe('turns in flight', () => {
  it('are found by key, and counted by sender', () => {
    const turns = new InFlight()
    const [a1, a2, b] = [turnOf('1', 'oA'), turnOf('2', 'oA'), turnOf('3', 'oB')]
    for (const turn of [a1, a2, b, a1]) turns.add(turn)
    expect(turns.size).to.equal(3)
    expect(turns.get('2')).to.equal(a2)
    expect(turns.has('4')).to.equal(false)
    expect([turns.countOf('oA'), turns.countOf('oB'), turns.countOf('oC')]).to.deep.equal([2, 1, 0])
    expect([...turns.values()]).to.deep.equal([a1, a2, b])
  })

  it('are no longer counted once removed, however often', () => {
    const turns = new InFlight()
    const [one, other] = [turnOf('1', 'oA'), turnOf('2', 'oA')]
    turns.add(one)
    turns.add(other)
    turns.remove(one)
    turns.remove(one)
    expect(turns.countOf('oA')).to.equal(1)
    turns.remove(other)
    expect([turns.size, turns.countOf('oA')]).to.deep.equal([0, 0])
  })
})
