import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBot, createLogger } from '@wechatbot/core'
import keyword from '@wechatbot/plugin-keyword'
import { createManualClock, type FakeUser, type Simulation, simulate } from '@wechatbot/simulator'
import { expect } from 'chai'

describe('a rule file that changes', () => {
  let folder: string
  let file: string
  let wechat: Simulation
  let user: FakeUser
  let lines: string[]
  let clock: ReturnType<typeof createManualClock>

  const start = async (watch = true) => {
    lines = []
    clock = createManualClock()
    const logger = createLogger({ destination: { write: (line: string) => void lines.push(line) } })
    const plugin = keyword({ rules: [{ match: '固定', reply: '一直在' }], file, watch, clock })
    const bot = createBot({ token: 'a-token', plugins: [plugin], logger })
    bot.on('*', () => '没有规则')
    wechat = await simulate(bot)
    user = wechat.user('oA')
  }
  const logged = () => lines.join('')

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'keyword-'))
    file = join(folder, 'rules.csv')
    writeFileSync(file, 'match,reply\n你好,一\n')
  })
  afterEach(async () => {
    await wechat.close()
    rmSync(folder, { recursive: true })
  })

  it('is read again, written in place or replaced by rename', async () => {
    await start()
    await user.says('你好').shouldReply('一')
    writeFileSync(file, 'match,reply\n你好,二\n')
    await clock.advance(1500)
    await user.says('你好').shouldReply('二')
    for (const reply of ['三', '四']) {
      writeFileSync(`${file}.tmp`, `match,reply\n你好,${reply}\n`)
      renameSync(`${file}.tmp`, file)
      await clock.advance(1500)
      await user.says('你好').shouldReply(reply)
    }
    await user.says('固定').shouldReply('一直在')
    expect(logged()).to.contain('rules read again')
  })

  it('keeps the old rules while it is broken, says why, and heals', async () => {
    await start()
    writeFileSync(file, 'match,reply,mode\n你好,二,\n再见,慢走,fuzzy\n')
    await clock.advance(1500)
    await user.says('你好').shouldReply('一')
    expect(logged())
      .to.contain('rules kept as they were')
      .and.contain('rules.csv:3 mode: expected one of exact')
    rmSync(file)
    await clock.advance(1500)
    await user.says('你好').shouldReply('一')
    expect(logged()).to.contain('ENOENT')
    writeFileSync(file, 'match,reply\n你好,二\n')
    await clock.advance(1500)
    await user.says('你好').shouldReply('二')
  })

  it('is read when its writer has come to an end', async () => {
    await start()
    for (const part of ['match,reply\n你', 'match,reply\n你好,', 'match,reply\n你好,二']) {
      writeFileSync(file, part)
      await clock.advance(clock.untilNext() ?? 0)
    }
    expect(logged()).not.to.contain('rules')
    await clock.advance(200)
    await user.says('你好').shouldReply('二')
    expect(logged()).not.to.contain('kept')
  })

  it('gets rules for other kinds later', async () => {
    await start()
    await user.clicks('MENU').shouldReply('没有规则')
    writeFileSync(file, 'match,reply,kinds\nMENU,菜单,event:CLICK\n')
    await clock.advance(1500)
    await user.clicks('MENU').shouldReply('菜单')
    await user.says('MENU').shouldReply('没有规则')
  })

  it('is left alone without watch, and after close', async () => {
    await start(false)
    expect(clock.untilNext()).to.equal(undefined)
    await wechat.close()
    await start()
    expect(clock.untilNext()).to.equal(1000)
    await wechat.close()
    expect(clock.untilNext()).to.equal(undefined)
    await start()
  })

  it('stops the start when it is wrong, with all problems', async () => {
    await start()
    writeFileSync(file, 'match,reply,mode\n,a,\nb,b,fuzzy\n')
    const bot = createBot({
      token: 'a-token',
      plugins: [keyword({ file: [file, join(folder, 'none.json')], clock })],
      logger: createLogger({ level: 'silent' }),
    })
    const failure = await bot.ready().catch((error: { code: string; message: string }) => error)
    await bot.close()
    expect(failure).to.include({ code: 'BAD_PLUGIN' })
    expect(failure?.message)
      .to.contain('rules.csv:2 match')
      .and.contain('rules.csv:3 mode')
      .and.contain('none.json')
  })
})
