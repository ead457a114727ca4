/** A booking over processes that are killed, and over two at once: the dialog lies in a file. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeWechat } from '@wechatbot/simulator'
import { ROOT } from './root.js'
import { type Running, startBot } from './running.js'

const booking = (askPeople: string) => ({
  name: 'booking',
  start: '订位',
  steps: [
    { name: 'date', ask: '哪天？', type: 'date' },
    { name: 'people', ask: askPeople, type: 'integer', min: 1, max: 20 },
    {
      name: 'seat',
      ask: '坐哪里？',
      type: 'choice',
      choices: ['大厅', '包间'],
      when: { people: { gt: 4 } },
    },
    { name: 'name', ask: '贵姓？' },
  ],
  done: '已订 {people} 位 {seat}，{name}',
})

describe('a booking over processes', () => {
  let folder: string
  const running = new Set<Running>()

  /** Another process over the same file. */
  const start = async (askPeople = '几位？') => {
    const config = {
      store: 'sqlite:./bot.db',
      server: { host: '127.0.0.1' },
      bots: [{ token: 'a-token', plugins: [['dialog', booking(askPeople)], 'echo'] }],
    }
    writeFileSync(join(folder, 'wechatbot.config.json'), JSON.stringify(config))
    const bot = await startBot(folder)
    running.add(bot)
    const user = new FakeWechat({ bot: `${bot.url}/wechat`, token: 'a-token', mode: 'plain' }).user(
      'oA',
    )
    const kill = async () => {
      running.delete(bot)
      await bot.stop('SIGKILL')
    }
    return { says: user.says, kill }
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wechatbot-'))
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  })
  afterEach(async () => {
    for (const bot of running) await bot.stop('SIGKILL')
    running.clear()
    rmSync(folder, { recursive: true, force: true })
  })

  it('goes on where it was after each kill -9', async () => {
    for (const [says, reply] of [
      ['订位', '哪天？'],
      ['明天晚上7点', '几位？'],
      ['六位', '坐哪里？\n1. 大厅\n2. 包间'],
      ['2', '贵姓？'],
      ['王', '已订 6 位 包间，王'],
      ['王', '王'],
    ] as const) {
      const bot = await start()
      await bot.says(says).shouldReply(reply)
      await bot.kill()
    }
  })

  it('goes from instance to instance, one of which is killed', async () => {
    const one = await start()
    const two = await start()
    await one.says('订位').shouldReply('哪天？')
    await two.says('明天').shouldReply('几位？')
    await one.says('4').shouldReply('贵姓？')
    await one.kill()
    await two.says('上一步').shouldReply('几位？')
    const three = await start()
    await three.says('3').shouldReply('贵姓？')
    await two.says('王').shouldReply('已订 3 位 ，王')
    await three.says('王').shouldReply('王')
  })

  it('is asked anew from the step that a deployment changed', async () => {
    const before = await start()
    await before.says('订位')
    await before.says('明天')
    await before.says('4').shouldReply('贵姓？')
    await before.kill()
    const after = await start('几位大人？')
    await after.says('王').shouldReply('问题有改动，请从这里接着回答。\n几位大人？')
    await after.says('2').shouldReply('贵姓？')
    await after.says('王').shouldReply('已订 2 位 ，王')
  })
})
