/** Finds buttons of the menu whose clicks no plugin answers. */
import type { BotConfig, Menu } from '@wechatbot/core'
import { menuReplies, toWechatMenu } from '@wechatbot/core/internal/api/menu'
import type { Words } from '../words/index.ts'
import type { Rehearsal } from './rehearsal.ts'

/** Gives a warning for each such button. A plugin is asked for the clicks that the plugins before it do not want. */
export async function findDeadClicks(
  { menu, plugins = [] }: BotConfig,
  rehearsal: Rehearsal,
  say: Words['check'],
): Promise<readonly string[]> {
  if (menu === undefined) return []
  const answered = menuReplies(menu)
  let dead = clicksOf(toWechatMenu(menu).button).filter(({ key }) => !answered.has(key))
  for (const place of plugins.keys()) {
    const silent: Click[] = []
    for (const click of dead) {
      const heard = await rehearsal.ask(place, 'event:CLICK', { EventKey: click.key })
      if (heard === 'silent') silent.push(click)
    }
    dead = silent
  }
  return dead.map(({ name, key }) => say.deadClick(name, key))
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
