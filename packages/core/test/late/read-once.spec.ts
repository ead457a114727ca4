/** A reply is read once and whole, whatever becomes of the answers on their way. */
import type { ManualClock } from '@wechatbot/simulator'
import { expect } from 'chai'
import type { LateName } from '#src/late/strategies.js'
import { endTurns } from '#src/pipeline/closing.js'
import { handle } from '#src/pipeline/handle.js'
import { text } from '#src/reply/builders.js'
import { boxOf, valueKeys } from '#src/store/keys.js'
import { createMemoryStore } from '#src/store/memory.js'
import type { Store } from '#src/store/types.js'
import type { Connection } from '#src/turn/push.js'
import { createSpecClock, textXml, USER } from '../fixtures.ts'
import { attemptAt, createParts, type Parts } from '../parts.ts'
import { type LogLine, recordingLogger } from '../recording-logger.ts'

const PATIENCE = text('还在想，回复「继续」查看')
const HUNG_UP: Connection = { destroyed: true, readableEnded: true }
const OPEN: Connection = { destroyed: false, readableEnded: false }

describe('a late reply', () => {
  let clock: ManualClock
  let store: Store
  let bot: Parts
  const log = recordingLogger()

  beforeEach(() => {
    clock = createSpecClock()
    store = { ...createMemoryStore({ clock }), outlivesProcess: true }
    log.lines.length = 0
  })

  const begin = (late: readonly LateName[], ms: number, reply = '晴') => {
    bot = createParts({ clock, log, store, late })
    bot.on('text', ({ message }) =>
      message.Content === '天气'
        ? new Promise<string>((resolve) => clock.setTimeout(() => resolve(reply), ms))
        : '新',
    )
  }
  const ask = (content: string, connection = OPEN, MsgId = content) =>
    attemptAt(bot, textXml({ Content: content, MsgId }), { connection }).then((attempt) =>
      handle(attempt, bot),
    )

  it('is in the mailbox only, once an attempt has been answered with the text of the mailbox', async () => {
    begin(['mailbox'], 4700)
    const first = ask('天气')
    await clock.advance(4500)
    expect(await first).to.deep.equal(PATIENCE)
    await clock.advance(1000)
    expect(await ask('天气')).to.deep.equal(PATIENCE)
    expect(await ask('继续')).to.deep.equal(text('晴'))
  })

  it('is not held for as well', async () => {
    begin(['hold', 'mailbox'], 9800)
    const scope = bot.settings.account.scope
    for (const place of [0, 1, 2, 3]) {
      await store.values.set(valueKeys.alarmShare(scope, USER, place), true, 4600)
    }
    const first = ask('天气')
    await clock.advance(4500)
    expect(await first).to.deep.equal(PATIENCE)
    await clock.advance(600)
    const second = ask('天气')
    await clock.advance(4800)
    expect(await second).to.deep.equal(PATIENCE)
    expect(await ask('继续')).to.deep.equal(text('晴'))
  })

  it('waits for its user where the last attempt comes when it is there, and hangs up', async () => {
    begin(['mailbox'], 4000)
    for (const _ of [1, 2]) void ask('天气', HUNG_UP)
    await clock.advance(4100)
    await ask('天气', HUNG_UP)
    await clock.advance(0)
    const box = await store.late.list(boxOf(bot.settings.account.scope, USER))
    expect(box.map(({ reply }) => reply)).to.deep.equal([text('晴')])
  })

  it('takes no waiting reply along when nobody waits for it any more', async () => {
    begin(['mailbox'], 4700)
    const scope = bot.settings.account.scope
    const waiting = { id: 'other#0', reply: text('旧'), storedAt: clock.now() }
    await store.late.put(boxOf(scope, USER), waiting, 60_000)
    const hungUp = ask('天气', HUNG_UP)
    await clock.advance(5000)
    expect(await hungUp).to.equal('unanswered')
    expect(await ask('天气')).to.deep.equal(text('晴'))
    expect(await store.late.list(boxOf(scope, USER))).to.deep.equal([waiting])
  })

  it('stays whole for other processes as far as a mailbox takes it, where they may have promised it', async () => {
    const kept = async (long: string): Promise<string> => {
      begin(['mailbox'], 3000, long)
      void ask('天气', OPEN, String(long.length))
      await clock.advance(3100)
      const { turn } = await attemptAt(bot, textXml({ Content: '天气', MsgId: `${long.length}` }))
      return turn.settled?.type === 'text' ? turn.settled.content : ''
    }
    expect(await kept('茶'.repeat(43_000))).to.have.length(43_000)
    expect(await kept('茶'.repeat(50_000))).to.have.length(Math.floor((128 * 1024) / 3))
    store = createMemoryStore({ clock })
    expect(Buffer.byteLength(await kept('茶'.repeat(43_001)))).to.be.below(2049)
  })

  describe('when its bot closes', () => {
    const said = () =>
      log.lines
        .map(({ level, text: line }: LogLine) => `${level} ${line}`)
        .filter((it) => /clos/.test(it))

    const ENDS: readonly (readonly [when: string, late: LateName[], ms: number, line: string])[] = [
      ['is handed over if it was promised', ['mailbox'], 4500, 'info promised reply handed over'],
      [
        'is handed over if WeChat asks again elsewhere',
        ['hold', 'mailbox'],
        4950,
        'info message handed over',
      ],
      ['is dropped if nobody can deliver it', ['drop'], 4500, 'warn message dropped'],
    ]
    for (const [when, late, ms, line] of ENDS) {
      it(when, async () => {
        begin(late, 20_000)
        void ask('天气')
        await clock.advance(ms)
        await endTurns(bot)
        expect(said()).to.deep.equal([`${line}: the bot is closing`])
      })
    }
  })
})
