import { expect } from 'chai'
import type { Client } from '#src/api/client.js'
import { createEndpoints } from '#src/api/endpoints.js'
import { noApi } from '#src/api/none.js'
import { failure } from '../fixtures.ts'

describe('the typed endpoints', () => {
  const never = { post: () => Promise.reject(new Error('called')) } as unknown as Client
  const { qrCode } = createEndpoints(never, 'wx1')

  for (const [scene, seconds] of [
    [0, 60],
    [-1, 60],
    [1.5, 60],
    [2 ** 32, 60],
    [100_001, 'never'],
    ['', 60],
    ['x'.repeat(65), 60],
    [1, 0],
    [1, 2_592_001],
    [1, 0.5],
  ] as const) {
    it(`make no QR code of ${String(scene).slice(0, 12)} for ${seconds}`, async () => {
      const { message } = await failure('BAD_CALL', () => qrCode(scene, seconds))
      expect(message).to.match(/^qrCode: expected/)
    })
  }

  it('take what WeChat leaves out', async () => {
    const empty = { get: async () => ({}) } as unknown as Client
    expect(await createEndpoints(empty, undefined).callbackIps()).to.deep.equal([])
  })

  it('are NO_API without a secret, by name', async () => {
    const { message } = await failure('NO_API', () => noApi('shop')().callbackIps())
    expect(message).to.contain('bot "shop" has no appSecret').and.contain('set appId and appSecret')
  })
})
