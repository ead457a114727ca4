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

  it('have places from the moment in which they are claimed', () => {
    const turns = new InFlight()
    turns.add(turnOf('1', 'oA'))
    turns.enter('oA')
    expect([turns.size, turns.taken, turns.countOf('oA')]).to.deep.equal([1, 2, 2])
    turns.leave('oA')
    expect([turns.size, turns.taken, turns.countOf('oA')]).to.deep.equal([1, 1, 1])
  })

  it('stay when another turn with their key is removed', () => {
    const turns = new InFlight()
    const turn = turnOf('1', 'oA')
    turns.add(turn)
    turns.remove(turnOf('1', 'oA'))
    expect([turns.get('1'), turns.countOf('oA')]).to.deep.equal([turn, 1])
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
