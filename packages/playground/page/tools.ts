/** What the user of the page does with a whole chat: saves it as a test, or lets hours pass. */

import { wordButton } from './button.js'
import { botsNow } from './clock.js'
import { codeBlock } from './code.js'
import { copyButton } from './copy.js'
import { createDialog } from './dialogs.js'
import { h, renew } from './element.js'
import type { Model, View } from './model.js'
import { createChange, currentLanguage, t } from './words.js'

const HOURS = 8
const HOUR_MS = 3_600_000

export function createTools(
  model: Model,
  complain: (problem: string | undefined) => void,
): { readonly element: HTMLElement; readonly show: (view: View) => void } {
  const element = h('div', { class: 'switches tools' })
  let isSkipping = false
  const hasChanged = createChange()
  const skip = async (): Promise<void> => {
    isSkipping = true
    show(model.view)
    const problem = await model.ask('skip', { ms: HOURS * HOUR_MS })
    isSkipping = false
    show(model.view)
    complain(problem)
  }
  const show = ({ bot, snapshot }: View): void => {
    const time = isSkipping ? t('skipping') : timeOf(snapshot.aheadMs)
    const isOff = bot === undefined || snapshot.isReal || isSkipping
    if (!hasChanged(time, isOff)) return
    renew(
      element,
      wordButton('later8', () => void skip(), { disabled: isOff }),
      wordButton('saveSpec', () => void saveSpec(model), { disabled: bot === undefined }),
      h('small', { role: 'status' }, time),
    )
  }
  return { element, show }
}

/** The time of the bots, once it is ahead. */
function timeOf(aheadMs: number): string {
  if (aheadMs === 0) return ''
  const form = { weekday: 'short', hour: '2-digit', minute: '2-digit' } as const
  const time = new Date(botsNow()).toLocaleString(currentLanguage(), form)
  return `${t('botsClock')}${time} (+${Math.round(aheadMs / HOUR_MS)} h)`
}

/** Shows the test first. It is written when the user says so. */
async function saveSpec(model: Model): Promise<void> {
  const { bot, user } = model.view
  const body = { bot: bot?.name, openid: user.openid }
  const { spec = '', error } = await model.request('spec', body)
  const said = h('p', { class: 'dim', role: 'status' })
  const dialog = createDialog('saveSpec', 'wide')
  const save = async () => {
    const answer = await model.request('spec', { ...body, isSaved: true })
    said.textContent = answer.error ?? `${t('written')} ${answer.file} · npx jiti ${answer.file}`
  }
  dialog.append(
    h('h2', {}, t('saveSpec')),
    codeBlock(error ?? spec),
    said,
    h(
      'div',
      { class: 'actions' },
      copyButton(spec),
      wordButton('close', () => dialog.close()),
      wordButton('write', () => void save(), { class: 'primary' }),
    ),
  )
  dialog.showModal()
}
