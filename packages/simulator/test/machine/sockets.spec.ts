import { expect } from 'chai'
import { Sockets } from '#src/machine/sockets.js'

/** A client's connection to somewhere else, which has not answered. */
function unanswered() {
  const handle = {
    hasRef: () => true,
    getsockname: (out: { port?: number }) => Object.assign(out, { port: 1000 }) && 0,
    getpeername: (out: { port?: number }) => Object.assign(out, { port: 80 }) && 0,
    bytesWritten: 5,
    bytesRead: 0,
    reading: true,
  }
  const sockets = new Sockets()
  sockets.begin(7, 'TCPWRAP', 0, handle)
  sockets.begin(8, 'TCPCONNECTWRAP', 7, handle)
  return { sockets, handle }
}

describe('connections in flight', () => {
  it('are those that wait for an answer', () => {
    const { sockets, handle } = unanswered()
    expect([...sockets.inFlight(0)]).to.deep.equal(['a connection to port 80'])
    sockets.called(7, 9)
    expect([...sockets.inFlight(0)]).to.deep.equal([])
    handle.bytesWritten = 6
    expect([...sockets.inFlight(0)]).to.deep.equal(['a connection to port 80'])
  })

  it('are not those that were last used before: a test may have left them behind', () => {
    const { sockets } = unanswered()
    expect([...sockets.inFlight(10)]).to.deep.equal([])
    sockets.begin(11, 'WRITEWRAP', 7, {})
    expect([...sockets.inFlight(10)]).to.deep.equal(['a connection to port 80'])
  })
})
