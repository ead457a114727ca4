/** R33: a message that kills or blocks every process that runs it. R34: replies that fill the memory. */
import { execFileSync } from 'node:child_process'
import type { FaultBot } from './bot.js'
import { judge, type Wechat, wechatOfFleet } from './delivery.js'
import { type Fleet, overFleet } from './fleet.js'
import type { Fault } from './row.js'
import { inParallel, newId } from './sender.js'

const SORRY = '出错了'
const isSorry = (text: string) => text === SORRY

/** Until it is connected to Redis, an instance goes on alone: on a busy machine for a second or two. */
async function asOne(fleet: Fleet, wechat: Wechat): Promise<void> {
  for (;;) {
    const msgId = newId()
    await Promise.all(fleet.bots.map((_, to) => wechat.deliver('hello', { msgId, to })))
    if (fleet.runs().get(msgId) === 1) return
  }
}

export const FLEET_POISON: readonly Fault[] = [
  overFleet('R33', { bot: { errorText: SORRY } }, async (fleet, { progress }) => {
    progress('R33: a message that kills, and one that blocks')
    const wechat = wechatOfFleet(fleet)
    await asOne(fleet, wechat)
    const killer = await wechat.deliver('die', { to: 0, expected: isSorry })
    const dead = fleet.bots.filter((bot) => !bot.isAlive()).length
    await Promise.all(
      fleet.bots.map((bot, index) => (bot.isAlive() ? undefined : fleet.replace(index))),
    )
    await asOne(fleet, wechat)
    const blocker = await wechat.deliver('block 60000', { to: 1, expected: isSorry })
    const isFree = (bot: FaultBot) => !bot.runs().has(blocker.msgId)
    const to = fleet.bots.findIndex(isFree)
    const others = await inParallel(100, 10, (i) => wechat.deliver(`hello ${i}`, { to }))
    wechat.close()
    const runs = fleet.runs()
    const ran = [killer, blocker].map(({ msgId }) => runs.get(msgId) ?? 0)
    const named = fleet.log().filter(({ msg }) => String(msg).startsWith('poison'))
    const keys = named.map(({ key }) => String(key))
    const areNamed = [killer, blocker].every(({ msgId }) => keys.some((key) => key.includes(msgId)))
    const { sum, wrong } = judge(others, runs)
    return {
      fault: 'R33',
      what: 'a message that kills its process, and one that blocks it',
      ...sum,
      target: 'two owners at most, then errorText, logged by key; others unharmed',
      found: `${dead} dead, ran ${ran} times, then ${killer.text}, ${blocker.text}; ${named.length} logged`,
      isMet:
        dead === 2 &&
        ran.every((times) => times === 2) &&
        [killer, blocker].every(({ outcome }) => outcome === 'reply') &&
        areNamed &&
        sum.replies === others.length &&
        wrong === 0,
    }
  }),

  {
    id: 'R34',
    run: async ({ progress }) => {
      progress('R34: replies of 8 kB in a heap of 256 MB')
      const script = new URL('./reply-load.js', import.meta.url).pathname
      const options = ['--expose-gc', '--max-old-space-size=256', script]
      const out = execFileSync(process.execPath, options, { encoding: 'utf8' })
      const { messages, mostMb, leftMb } = JSON.parse(out) as Record<string, number>
      return {
        fault: 'R34',
        what: 'replies of 8 kB and of 1 MB, a thousand messages a second',
        messages: messages ?? 0,
        target: 'at most 64 MB of replies, whatever their size; gone 60 s after their turns',
        found: `at most ${mostMb?.toFixed(0)} MB, ${leftMb?.toFixed(0)} MB a minute later`,
        // Twice: what is counted as bytes of text is kept with its turns and signatures.
        isMet: (mostMb ?? Infinity) < 128 && (leftMb ?? Infinity) < 40,
      }
    },
  },
]
