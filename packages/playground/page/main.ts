/** The page: the chat on one side, the details on the other. */
import type { PushFields } from '#src/protocol.js'
import { createChat } from './chat.js'
import { createComposer } from './composer.js'
import { h, renew } from './element.js'
import { icon } from './icons.js'
import { createInspector } from './inspector.js'
import { failureOf, Model, type View } from './model.js'
import { createSwitches } from './switches.js'
import { currentLanguage, setLanguage, t, type Word } from './words.js'

const TABS = ['chat', 'details', 'settings'] as const

setLanguage(currentLanguage())
const model = new Model((view) => show(view))
const send = (kind: string, fields: PushFields = {}) => {
  void model.send(kind, fields).then((problem) => {
    if (problem !== undefined) complain(problem)
  })
}
const chat = createChat({
  onSay: (content) => send('text', { Content: content }),
  onSend: send,
  onChoose: (exchange) => {
    model.choose({ exchange })
  },
})
const composer = createComposer(send)
const inspector = createInspector(model)
const switches = createSwitches(model)
const bar = part('bar')
const phoneHead = h('header', { class: 'head' })
const notice = h('div', { class: 'problem', hidden: true, attributes: { role: 'alert' } })
part('phone').append(phoneHead, chat.element, composer.element)
part('side').append(switches.element, inspector.element)
bar.after(notice)

// An open request grows on the time line while no event comes.
setInterval(() => inspector.show(model.view), 250)

function show(view: View): void {
  document.body.dataset.tab = view.tab
  showBar(view)
  showProblem(view)
  showUsers(view)
  chat.show(view)
  composer.show(view)
  inspector.show(view)
  switches.show(view)
}

let barMade = ''

function showBar(view: View): void {
  const { snapshot, bot, isConnected, tab } = view
  const { state, bots } = snapshot
  const names = bots.map(({ name }) => name)
  const mark = JSON.stringify([state, names, bot?.name, isConnected, tab, currentLanguage()])
  if (mark === barMade) return
  barMade = mark
  const change = (event: Event) => {
    model.choose({ bot: (event.target as HTMLSelectElement).value, exchange: undefined })
  }
  const swapLanguage = () => {
    setLanguage(currentLanguage() === 'zh' ? 'en' : 'zh')
    model.choose({})
  }
  const tabs = TABS.map((name) => {
    const attributes = { 'aria-pressed': String(name === tab), 'data-key': name }
    const click = () => model.choose({ tab: name })
    return h('button', { type: 'button', attributes, on: { click } }, t(name))
  })
  renew(
    bar,
    h('h1', {}, 'wechatbot ', h('span', {}, t('playground'))),
    h(
      'select',
      {
        on: { change },
        hidden: names.length < 2,
        attributes: { 'aria-label': t('bot'), 'data-key': 'bot' },
      },
      ...names.map((name) => h('option', { value: name, selected: name === bot?.name }, name)),
    ),
    stateChip(view),
    h('nav', {}, ...tabs),
    barButton('clear', () => void model.ask('clear', {})),
    barButton('language', swapLanguage),
  )
}

let problemSaid = ''

/** Shows a problem once. A user who has closed it does not want it again. */
function showProblem(view: View): void {
  const mark = JSON.stringify([view.snapshot.state, view.bot === undefined, currentLanguage()])
  if (mark === problemSaid) return
  problemSaid = mark
  complain(problemOf(view))
}

/** The problem above the page. When the bots never ran, the guide beside the chat shows it instead. */
function problemOf({ snapshot: { state }, bot }: View): string | undefined {
  if (state.type === 'starting' && state.isSlow === true) return t('slowStart')
  if (state.type !== 'failed' || bot === undefined) return undefined
  return `${failureOf(state)}\n${t(state.stillRunning ? 'stillRunning' : 'notRunning')}`
}

function barButton(word: Word, click: () => void): HTMLElement {
  const attributes = { 'data-key': word }
  return h('button', { type: 'button', class: 'quiet', attributes, on: { click } }, t(word))
}

function stateChip({ snapshot: { state }, bot, isConnected }: View): HTMLElement {
  const now = state.type === 'starting' && bot !== undefined ? 'restarting' : state.type
  const [style, word] = isConnected ? [state.type, now] : ['failed', 'disconnected']
  return h('span', { class: `state ${style}`, attributes: { role: 'status' } }, t(word))
}

let usersMade = ''

function showUsers({ bot, users, user, snapshot }: View): void {
  const isTyping = snapshot.typing.some(
    (one) => one.bot === bot?.name && one.openid === user.openid,
  )
  const mark = JSON.stringify([bot?.name, users, user, isTyping, currentLanguage()])
  if (mark === usersMade) return
  usersMade = mark
  const buttons = users.map((one) => {
    const attributes = {
      'aria-pressed': String(one.openid === user.openid),
      'aria-label': `${t('user')} ${one.name}`,
      'data-key': one.openid,
    }
    const click = () => model.choose({ user: one, exchange: undefined })
    const title = one.openid
    return h(
      'button',
      { type: 'button', class: 'user', title, attributes, on: { click } },
      one.name,
    )
  })
  const add = () => model.addUser()
  const attributes = { 'aria-label': t('addUser'), 'data-key': 'add' }
  renew(
    phoneHead,
    h('strong', {}, isTyping ? t('typing') : (bot?.name ?? '…')),
    h(
      'div',
      { class: 'users', attributes: { role: 'group', 'aria-label': t('user') } },
      ...buttons,
      h(
        'button',
        { type: 'button', class: 'user add', attributes, on: { click: add } },
        icon('add'),
      ),
    ),
  )
}

/** Shows what has gone wrong. It stays until the user closes it. */
function complain(problem: string | undefined): void {
  notice.hidden = problem === undefined
  const close = () => {
    notice.hidden = true
  }
  notice.replaceChildren(
    h('pre', {}, problem ?? ''),
    h('button', { type: 'button', class: 'quiet', on: { click: close } }, t('close')),
  )
}

function part(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`no #${id} in the page`)
  return element
}
