/** As machine.spec.ts, with what it leaves out: another process. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { createBot, createLogger } from '@wechatbot/core'
import { createManualClock, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

it('a manual clock stands still for a child process', async () => {
  const clock = createManualClock()
  const bot = createBot({ token: 'a-token', clock, logger: createLogger({ level: 'silent' }) })
  bot.on('text', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['-p', '6 * 7'])
    return stdout.trim()
  })
  const wechat = await simulate(bot)
  const startedAt = clock.now()
  await wechat.user('oA').says('go').shouldReply('42')
  expect(clock.now()).to.equal(startedAt)
  await wechat.close()
})
