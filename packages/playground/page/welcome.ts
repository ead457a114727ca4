/** The text of an empty chat: the first steps. */
import type { ChatActions } from './actions.js'
import { codeBlock } from './code.js'
import { copyButton } from './copy.js'
import { h } from './element.js'
import { renderFrame } from './frame.js'
import { icon } from './icons.js'
import { failureOf, type View } from './model.js'
import { t } from './words.js'

/** The package that the folder of a bot has installed. The page itself does not import it. */
const PACKAGE = 'wechatbot'

/** A config file of a bot that answers, in the language of the page. */
const starterOf = () => `import { DEMO_TOKEN, defineConfig } from '${PACKAGE}'

export default defineConfig({
  bots: [{
    token: DEMO_TOKEN,
    plugins: [{
      name: 'hello',
      setup(scope) {
        scope.on('event:subscribe', () => '${t('starterGreets')}')
        scope.on('text', ({ message }) => \`${t('starterSays')}\${message.Content}\`)
      },
    }],
  }],
})
`

/** The part in the chat. A tap on an example sends it. */
export function renderWelcome(
  { bot, snapshot: { state } }: View,
  { onSay, onSend }: ChatActions,
): HTMLElement {
  const tap = (name: string, click: () => void) => h('button', { class: 'chip', click }, name)
  const place = { Location_X: '22.543096', Location_Y: '114.057865', Label: t('shenzhen') }
  const taps = bot && [
    tap(t('hello'), () => onSay(t('hello'))),
    tap(t('follow'), () => onSend('event:subscribe', {})),
    tap(t('location'), () => onSend('location', place)),
  ]
  return h(
    'div',
    { class: 'empty' },
    icon('bot'),
    h('p', {}, t(bot === undefined ? 'noBot' : 'welcome')),
    bot === undefined && state.type === 'failed' && h('p', { class: 'failed' }, failureOf(state)),
    taps && h('div', { class: 'taps' }, ...taps),
  )
}

/** The part beside the chat: the next steps, or the first ones. */
export function renderGuide({ bot, snapshot }: View): HTMLElement {
  const { state } = snapshot
  if (bot === undefined && state.type === 'failed') {
    const starter = starterOf()
    return h(
      'section',
      { class: 'guide' },
      h('h2', {}, t('noBot')),
      h('pre', { class: 'failed' }, failureOf(state)),
      renderFrame(state.frame, snapshot.editor) ??
        h('section', {}, h('h3', {}, t('starter'), copyButton(starter)), codeBlock(starter)),
    )
  }
  const steps = (['step-say', 'step-edit', 'step-switch', 'step-real'] as const).map((word) =>
    h('li', {}, t(word)),
  )
  return h('section', { class: 'guide' }, h('h2', {}, t('empty')), h('ol', {}, ...steps))
}
