/** Finds buttons of the menu whose clicks no plugin answers. */
import type { BotConfig, Menu } from '@wechatbot/core'
import { menuReplies, toWechatMenu } from '@wechatbot/core/internal/api/menu'
import type { Words } from '../words/index.ts'
import type { Rehearsal } from './rehearsal.ts'

/** Gives a warning for each such button. The plugins are asked together: one may do what another waits for. */
export async function findDeadClicks(
  { menu }: BotConfig,
  rehearsal: Rehearsal,
  say: Words['check'],
): Promise<readonly string[]> {
  if (menu === undefined) return []
  const answered = menuReplies(menu)
  const dead: string[] = []
  for (const { name, key } of clicksOf(toWechatMenu(menu).button)) {
    if (answered.has(key)) continue
    const heard = await rehearsal.ask('all', 'event:CLICK', { EventKey: key })
    if (heard === 'silent') dead.push(say.deadClick(name, key))
  }
  return dead
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
