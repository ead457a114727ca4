/** The command `check` over a bot with these plugins. */
import { expect } from 'chai'
import { wechatbot } from '../call.js'
import type { Folder } from '../folder.js'

export async function checkIn(folder: Folder, plugins: unknown, ...args: string[]) {
  const bots = [{ token: 'checkTokenCanary', plugins }]
  folder.write('wechatbot.config.json', JSON.stringify({ bots }))
  const called = await wechatbot(['check', ...args], folder.path)
  expect(called.stdout + called.stderr).not.to.contain('checkTokenCanary')
  return called
}
