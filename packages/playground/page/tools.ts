/** What the user of the page does with a whole chat: saves it as a test, or lets hours pass. */

import { botsNow } from './clock.js'
import { copyButton } from './copy.js'
import { h, renew } from './element.js'
import type { Model, View } from './model.js'
import { currentLanguage, t, type Word } from './words.js'

const SKIPS: Readonly<Record<string, number>> = {
  hour: 3_600_000,
  hours: 8 * 3_600_000,
  day: 24 * 3_600_000,
}

export function createTools(
  model: Model,
  complain: (problem: string | undefined) => void,
): { readonly element: HTMLElement; readonly show: (view: View) => void } {
  const element = h('div', { class: 'switches tools' })
  let isSkipping = false
  let made = ''
  const skip = async (ms: number): Promise<void> => {
    isSkipping = true
    show(model.view)
    const problem = await model.ask('skip', { ms })
    isSkipping = false
    show(model.view)
    complain(problem)
  }
  const show = (view: View): void => {
    const { bot, snapshot } = view
    const time = timeOf(snapshot.aheadMs)
    const isOff = bot === undefined || snapshot.isReal || isSkipping
    const mark = JSON.stringify([time, isOff, isSkipping, currentLanguage()])
    if (mark === made) return
    made = mark
    const skips = Object.entries(SKIPS).map(([word, ms]) =>
      button(word as Word, isOff, () => void skip(ms)),
    )
    renew(
      element,
      h(
        'div',
        { class: 'choice' },
        h('b', {}, t('botsClock')),
        h(
          'div',
          { class: 'segments', attributes: { role: 'group', 'aria-label': t('botsClock') } },
          ...skips,
        ),
        h('small', { attributes: { role: 'status' } }, isSkipping ? t('skipping') : time),
      ),
      button('saveSpec', bot === undefined, () => void saveSpec(model)),
    )
  }
  return { element, show }
}

/** The time of the bots, once it is ahead. */
function timeOf(aheadMs: number): string {
  if (aheadMs === 0) return t('asMachine')
  const time = new Date(botsNow()).toLocaleString(currentLanguage(), {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
  return `${time} (+${Math.round(aheadMs / 3_600_000)} h)`
}

function button(word: Word, disabled: boolean, click: () => void): HTMLElement {
  return h(
    'button',
    { type: 'button', disabled, attributes: { 'data-key': word }, on: { click } },
    t(word),
  )
}

/** Shows the test first. It is written when the user says so. */
async function saveSpec(model: Model): Promise<void> {
  const { bot, user } = model.view
  const body = { bot: bot?.name, openid: user.openid }
  const { spec = '', error } = await model.request('spec', body)
  const said = h('p', { class: 'dim', attributes: { role: 'status' } })
  const dialog = h('dialog', { class: 'wide', attributes: { 'aria-label': t('saveSpec') } })
  const save = async () => {
    const answer = await model.request('spec', { ...body, isSaved: true })
    said.textContent = answer.error ?? `${t('written')} ${answer.file ?? ''}`
  }
  dialog.append(
    h('h2', {}, t('saveSpec')),
    h('pre', { tabIndex: 0 }, h('code', {}, error ?? spec)),
    said,
    h(
      'div',
      { class: 'actions' },
      copyButton(spec),
      h('button', { type: 'button', on: { click: () => dialog.close() } }, t('close')),
      h(
        'button',
        { type: 'button', class: 'primary', on: { click: () => void save() } },
        t('write'),
      ),
    ),
  )
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}
