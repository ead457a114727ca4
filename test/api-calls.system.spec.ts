/** A call of the API in a script that has nothing else to wait for. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createFakeApi } from '@wechatbot/simulator'
import { expect } from 'chai'
import { ROOT } from './root.js'

describe('a call of the API', () => {
  it('keeps a script alive between two tries', async () => {
    const api = await createFakeApi({ appId: 'wx1', appSecret: 'a-secret' })
    api.fail('GET /cgi-bin/getcallbackip', { errcode: -1 }, 1)
    const script = `
      const { createBot } = await import('@wechatbot/core')
      const account = { token: 'a-token', appId: 'wx1', appSecret: 'a-secret' }
      const bot = createBot({ ...account, api: { baseUrl: '${api.url}' } })
      console.log((await bot.api.callbackIps()).length)`
    const args = ['--input-type=module', '-e', script]
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT })
    expect(stdout).to.equal('2\n')
    await api.close()
  })
})
