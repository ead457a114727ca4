/** The switches: the kind of account, and what WeChat does to messages on their way. */
import { h, renew } from './element.js'
import type { Model, View } from './model.js'
import { createChange, t, type Word } from './words.js'

export function createSwitches(model: Model): {
  readonly element: HTMLElement
  readonly show: (view: View) => void
} {
  const element = h('div', { class: 'switches' })
  const hasChanged = createChange()
  const show = (view: View): void => {
    const { bot, snapshot, isDuplicated, isForged } = view
    if (!hasChanged(bot, snapshot.isReal, isDuplicated, isForged)) return
    const settings = bot?.settings
    const set = (name: string) => (value: string) =>
      void model.ask('settings', { bot: bot?.name, [name]: value })
    const isFixed = snapshot.isReal || bot === undefined
    const hint = settings?.accountType === 'service' ? 'serviceHint' : 'subscriptionHint'
    renew(
      element,
      choice('mode', ['plain', 'compat', 'safe'], settings?.mode, isFixed, set('mode')),
      choice(
        'accountType',
        ['service', 'subscription'],
        settings?.accountType,
        isFixed,
        set('accountType'),
        snapshot.isReal ? 'real' : bot && hint,
      ),
      h(
        'div',
        { class: 'toggles' },
        toggle('duplicated', isDuplicated, (on) => model.choose({ isDuplicated: on })),
        toggle('forged', isForged, (on) => model.choose({ isForged: on })),
      ),
      ...(snapshot.isReal ? [] : [h('small', { class: 'restarts' }, t('switchHint'))]),
      ...(bot === undefined ? [] : [pluginRow(bot.plugins)]),
    )
  }
  return { element, show }
}

function pluginRow(plugins: readonly string[]): HTMLElement {
  const names = plugins.length > 0 ? plugins : [t('noPlugins')]
  const chips = names.map((name) => h('span', { class: 'chip still' }, name))
  return h('p', { class: 'plugins' }, h('b', {}, t('plugins')), ...chips)
}

function choice(
  name: Word,
  values: readonly Word[],
  chosen: string | undefined,
  disabled: boolean,
  onChoose: (value: string) => void,
  hint?: Word,
): HTMLElement {
  const buttons = values.map((value) =>
    h(
      'button',
      {
        disabled,
        'aria-pressed': String(value === chosen),
        'data-key': `${name}-${value}`,
        click: () => onChoose(value),
      },
      t(value),
    ),
  )
  return h(
    'div',
    { class: 'choice' },
    h('b', {}, t(name)),
    h('div', { class: 'segments', role: 'group', 'aria-label': t(name) }, ...buttons),
    hint !== undefined && h('small', {}, t(hint)),
  )
}

function toggle(name: 'duplicated' | 'forged', isOn: boolean, onSet: (on: boolean) => void) {
  const change = (event: Event) => onSet((event.target as HTMLInputElement).checked)
  return h(
    'label',
    { class: 'toggle', title: t(`${name}Hint`) },
    h('input', { type: 'checkbox', checked: isOn, 'data-key': name, change }),
    h('span', {}, t(name)),
    h('small', {}, t(`${name}Hint`)),
  )
}
