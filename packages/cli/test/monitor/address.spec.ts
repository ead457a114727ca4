import { expect } from 'chai'
import { sharedPort } from '#src/monitor/address.js'

describe('the port that the bots and the metrics both want', () => {
  for (const [server, expected] of [
    [undefined, undefined],
    [{ port: 9464 }, undefined],
    [{ metrics: {} }, undefined],
    [{ port: 9464, metrics: {} }, 9464],
    [{ metrics: { port: 3000 } }, 3000],
    [{ host: '::', port: 3000, metrics: { port: 3000 } }, 3000],
    [{ host: '127.0.0.1', metrics: { port: 3000, host: '0.0.0.0' } }, 3000],
    [{ host: 'localhost', metrics: { port: 3000 } }, 3000],
    [{ host: '10.0.0.5', metrics: { port: 3000 } }, undefined],
    [{ port: 0, metrics: { port: 0 } }, undefined],
  ] as const) {
    it(`of ${JSON.stringify(server)} is ${expected}`, () => {
      expect(sharedPort(server)).to.equal(expected)
    })
  }
})
