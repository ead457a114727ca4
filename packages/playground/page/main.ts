/** The page: the chat on one side, the details on the other. */
import { wordButton } from './button.js'
import { createChat } from './chat.js'
import { createComposer } from './composer.js'
import type { OnSend } from './dialogs.js'
import { h, renew } from './element.js'
import { renderFrame } from './frame.js'
import { createInspector } from './inspector.js'
import { failureOf, Model, type View } from './model.js'
import { createSearch } from './search.js'
import { createSwitches } from './switches.js'
import { createTools } from './tools.js'
import { createUsers } from './users.js'
import { createChange, currentLanguage, setLanguage, t, type Word } from './words.js'

const QUIET = { class: 'quiet' }
const TABS = ['chat', 'details', 'settings'] as const

setLanguage(currentLanguage())
const model = new Model((view) => show(view))
const send: OnSend = (kind, fields, file) => {
  const sent = file ? model.sendFile(kind, fields, file) : model.send(kind, fields)
  void sent.then((problem) => {
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
const inspector = createInspector(model, send)
const switches = createSwitches(model)
const tools = createTools(model, complain)
const search = createSearch(model)
const users = createUsers(model)
const bar = part('bar')
const notice = h('div', { class: 'problem', hidden: true, role: 'alert' })
part('phone').append(users.element, search.element, chat.element, composer.element)
part('side').append(switches.element, tools.element, inspector.element)
bar.after(notice)

// On a narrow screen the details are elsewhere. A tap on a message leads to them.
chat.element.addEventListener('click', ({ target }) => {
  const isMessage = (target as Element).closest('a, button, time, .turn')?.matches('.turn') === true
  if (isMessage && matchMedia('(max-width: 820px)').matches) model.choose({ tab: 'details' })
})

// An open request grows on the time line while no event comes.
setInterval(() => inspector.show(model.view), 250)

function show(view: View): void {
  document.body.dataset.tab = view.tab
  showBar(view)
  showProblem(view)
  users.show(view)
  chat.show(view)
  composer.show(view)
  inspector.show(view)
  switches.show(view)
  tools.show(view)
  search.show(view)
}

const hasBarChanged = createChange()

function showBar(view: View): void {
  const { snapshot, bot, isConnected, tab } = view
  const { state, bots, hasCleared, exchanges } = snapshot
  const isCleared = hasCleared && exchanges.length === 0
  if (!hasBarChanged(state, bots, bot?.name, isConnected, tab, isCleared)) return
  document.title = `${bot === undefined ? '' : `${bot.accountName} · `}wechatbot playground`
  const change = (event: Event) => {
    model.choose({ bot: (event.target as HTMLSelectElement).value, exchange: undefined })
  }
  const command = (word: Word) => void model.ask(word, {})
  const swapLanguage = () => {
    setLanguage(currentLanguage() === 'zh' ? 'en' : 'zh')
    model.choose({})
  }
  const tabs = TABS.map((name) => {
    const click = () => model.choose({ tab: name })
    return h('button', { 'aria-pressed': String(name === tab), 'data-key': name, click }, t(name))
  })
  renew(
    bar,
    h('h1', {}, 'wechatbot ', h('span', {}, t('playground'))),
    h(
      'select',
      {
        change,
        hidden: bots.length < 2,
        'aria-label': t('bot'),
        'data-key': 'bot',
      },
      ...bots.map(({ name, accountName }) =>
        h('option', { value: name, selected: name === bot?.name }, accountName),
      ),
    ),
    stateChip(view),
    h('nav', { class: 'segments' }, ...tabs),
    ...(isCleared ? [wordButton('restore', command, QUIET)] : []),
    wordButton('clear', command, QUIET),
    wordButton('language', swapLanguage, QUIET),
  )
}

const hasStateChanged = createChange()

/** Shows a problem once. A user who has closed it does not want it again. */
function showProblem(view: View): void {
  const { state, editor } = view.snapshot
  if (!hasStateChanged(state, view.bot === undefined)) return
  const problem = problemOf(view)
  const isFailed = problem !== undefined && state.type === 'failed'
  complain(problem, isFailed && renderFrame(state.frame, editor))
}

/** The problem above the page. When the bots never ran, the guide beside the chat shows it instead. */
function problemOf({ snapshot: { state }, bot }: View): string | undefined {
  if (state.type === 'starting' && state.isSlow === true) return t('slowStart')
  if (state.type !== 'failed' || bot === undefined) return undefined
  return `${failureOf(state)}\n${t(state.stillRunning ? 'stillRunning' : 'notRunning')}`
}

function stateChip({ snapshot: { state }, bot, isConnected }: View): HTMLElement {
  const now = state.type === 'starting' && bot !== undefined ? 'restarting' : state.type
  const [style, word] = isConnected ? [state.type, now] : ['failed', 'disconnected']
  return h('span', { class: `state ${style}`, role: 'status' }, t(word))
}

/** Shows what has gone wrong. It stays until the user closes it. */
function complain(problem: string | undefined, frame?: Element | false): void {
  notice.hidden = problem === undefined
  const close = () => {
    notice.hidden = true
  }
  notice.replaceChildren(
    h('pre', {}, problem ?? ''),
    wordButton('close', close, QUIET),
    ...(frame ? [frame] : []),
  )
}

function part(id: string): HTMLElement {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`no #${id} in the page`)
  return element
}
