/** Finds buttons of the menu whose clicks no plugin answers. */
import type { BotOptions, Menu, ObservedRecord } from '@wechatbot/core'
import { menuReplies, toWechatMenu } from '@wechatbot/core/internal/api/menu'
import { createBot } from '@wechatbot/core/internal/bot'
import type { Words } from '../words/index.ts'

/** Gives a warning for each such button. All plugins are asked, once for each click. */
export async function findDeadClicks(
  options: BotOptions,
  say: Words['check'],
): Promise<readonly string[]> {
  const { menu } = options
  const clicks = menu === undefined ? [] : clicksOf(toWechatMenu(menu).button)
  const answered = menu === undefined ? undefined : menuReplies(menu)
  const asked = clicks.filter(({ key }) => !answered?.has(key))
  if (asked.length === 0) return []
  const silent = await silentClicks(options, asked)
  return silent.map(({ name, key }) => say.deadClick(name, key))
}

interface Click {
  readonly name: string
  readonly key: string
}

function clicksOf(buttons: Menu['button']): readonly Click[] {
  return buttons.flatMap(({ name, type, key = '', sub_button: subs }) => {
    if (subs !== undefined) return clicksOf(subs)
    return type === 'click' ? [{ name, key }] : []
  })
}

async function silentClicks(
  options: BotOptions,
  clicks: readonly Click[],
): Promise<readonly Click[]> {
  const chains: ObservedRecord[] = []
  const bot = createBot({
    ...options,
    observe: (record) => {
      if (record.type === 'chain') chains.push(record)
    },
  })
  // Imported here: few bots are asked anything.
  const { simulate } = await import('@wechatbot/simulator/internal/simulate')
  const wechat = await simulate(bot)
  const silent: Click[] = []
  for (const [i, click] of clicks.entries()) {
    chains.length = 0
    // Each by another user: after a click a plugin may keep its user, in a dialog or for a human.
    await wechat.user(`oWechatbotCheck${i}`).sends('event:CLICK', { EventKey: click.key })
    const [ended] = chains
    // A handler that failed would have answered, so a failure is not silence.
    const isSilent = ended?.type === 'chain' && ended.plugin === undefined && !ended.error
    if (isSilent) silent.push(click)
  }
  await wechat.close()
  return silent
}
