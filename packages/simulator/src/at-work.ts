/** The work that still runs when a test's time is over. A failed assertion or a warning names it. */
import type { Bot } from '@wechatbot/core'
import { runtimeOf } from '@wechatbot/core/internal/pipeline/runtime'
import { type Machine, theMachine, watchedMachine } from './machine/machine.ts'
import type { MachineTimer } from './machine/timers.ts'

/**
 * Called when a message is sent. The returned function gives the work that still runs for the message, a line each.
 */
export type AtWork = (openid: string) => () => readonly string[]

const ADVICE = 'let it wait by the bot’s clock; or give the bot no clock, and its time is real'

export function atWorkOn(bot: Bot): AtWork {
  const { plugins } = bot
  const { services, state } = runtimeOf(bot)
  const { clock } = services
  const isManual = 'passWhile' in clock
  return (openid) => {
    const since = isManual ? theMachine().lastId : 0
    return () => {
      const turns = [...state.turns.values()].filter(
        ({ message, settled }) => message.FromUserName === openid && settled === undefined,
      )
      const lines = turns.map(({ asked = 'a middleware', kind, receivedAt }) => {
        const owner = plugins.includes(asked) ? `plugin "${asked}"` : `"${asked}"`
        const ms = Math.round(clock.monotonic() - receivedAt.monotonic)
        return `${owner} is still running on ${kind}, after ${ms} ms`
      })
      return lines.length > 0 && isManual ? [...lines, ...whyOf(since), ADVICE] : lines
    }
  }
}

function whyOf(since: number): readonly string[] {
  const machine = theMachine()
  const timers = [...machine.timers(), ...machine.limits()].filter(({ id }) => id > since)
  if (timers.length === 0) return ['nothing real is in flight but what a worker or an addon does']
  return timers.map(({ words }) => `the machine has a timer, which no manual clock moves: ${words}`)
}

/** A bot that is not closed. Its timers have higher ids than all timers set before the bot was ready. */
interface Open {
  readonly since: number
}
/** The bot that was opened first comes first. */
const open: Open[] = []
let lastId = 0
const reported = new Set<number>()

/**
 * Called when a bot is ready. Call the returned function when the bot is closed. It then warns of timers of the bot
 * that keep the process alive: a test runner would wait for them without a message.
 */
export function watchTimers(): () => void {
  const bot = { since: lastId }
  lastId = watchedMachine()?.lastId ?? 0
  open.push(bot)
  return () => {
    const index = open.indexOf(bot)
    if (index < 0) return
    open.splice(index, 1)
    const machine = watchedMachine()
    if (machine === undefined) return
    // With two open bots, a timer that was set after the second became ready may belong to the second.
    const until = open[index]?.since ?? Number.POSITIVE_INFINITY
    for (const { id, words } of timersLeft(machine, bot.since)) {
      if (id > until || reported.has(id)) continue
      reported.add(id)
      process.emitWarning(
        `a bot is closed, but not its timer, which keeps the process alive: ${words}`,
        {
          code: 'WECHATBOT_TIMER_LEFT',
          detail: 'Clear it in scope.onClose(), or unref() it.',
        },
      )
    }
  }
}

/**
 * Timers of bots that keep the process alive for long.
 * @param since only timers with a higher id
 */
export function timersLeft(machine: Machine, since: number): readonly MachineTimer[] {
  return machine.timers().filter(({ id, isOfBot, isLong }) => id > since && isOfBot && isLong)
}
