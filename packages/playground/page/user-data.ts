/** The data that the bot keeps about the user of the chat: the open dialog, sessions, planned jobs, late replies. */
import type { UserData } from '#src/types.js'
import { codeBlock } from './code.js'
import { h, type Item } from './element.js'
import type { Model, View } from './model.js'
import { currentLanguage, markOf, t } from './words.js'

/** Several events follow each message. */
const PAUSE_MS = 300

type Sessions = UserData['sessions']

/** An open dialog in the session of plugin-dialog. */
interface Open {
  readonly dialog: string
  readonly at: string
  readonly answers: Readonly<Record<string, unknown>>
}

export function createUserData(model: Model): { readonly item: (view: View) => readonly Item[] } {
  let data: UserData | undefined
  let whose = ''
  let asked = ''
  let isUnfolded = false

  const ask = async (view: View, isForgetting = false) => {
    const { bot, user } = view
    const its = `${bot?.name} ${user.openid}`
    const answer = await model.read('user', { bot: bot?.name, openid: user.openid, isForgetting })
    if (answer === undefined) return
    data = answer as UserData
    whose = its
    model.choose({})
  }
  /** Asks again after each message of the user, and when something was sent or logged. */
  const follow = (view: View) => {
    const { bot, user, snapshot } = view
    const { exchanges, sent, lines, state } = snapshot
    const seen = exchanges.filter((one) => one.openid === user.openid && one.seen !== undefined)
    const last = lines.at(-1)
    const news = [
      bot?.name,
      user.openid,
      state.type,
      seen.length,
      sent.length,
      last?.at,
      last?.text,
    ]
    const mark = JSON.stringify(news)
    if (mark === asked || bot === undefined) return
    asked = mark
    setTimeout(() => {
      if (mark === asked) void ask(view)
    }, PAUSE_MS)
  }
  const item = (view: View): readonly Item[] => {
    follow(view)
    const { bot, user } = view
    if (data === undefined || whose !== `${bot?.name} ${user.openid}`) return []
    const { jobs, waiting } = data
    const dialogs = data.sessions.flatMap(openOf)
    const sessions = data.sessions.filter((one) => !isDialog(one))
    if (dialogs.length + sessions.length + jobs.length + waiting === 0) return []
    const found = data
    const make = () => {
      const counts = [
        ...dialogs.map(({ dialog }) => `${t('dialog')} ${dialog}`),
        ...count('sessions', sessions.length),
        ...count('jobs', jobs.length),
        ...count('waitingReplies', waiting),
      ]
      const folds = (event: Event) => {
        isUnfolded = (event.currentTarget as HTMLDetailsElement).open
      }
      return h(
        'details',
        { class: 'user-data', open: isUnfolded, toggle: folds },
        h('summary', {}, `${t('user')} ${user.name} · ${counts.join(' · ')}`),
        ...dialogs.map(dialogPart),
        ...sessions.map(({ plugin, name, state }) => named(`${plugin} / ${name}`, json(state))),
        jobs.length > 0 && h('ul', {}, ...jobs.map(jobRow)),
        !view.snapshot.isReal && forgetButton(() => void ask(view, true)),
      )
    }
    const mark = markOf(found, user)
    return [{ id: 'user-data', mark, make }]
  }
  return { item }
}

function isDialog({ plugin, name }: Sessions[number]): boolean {
  return name === 'dialog' && /^dialog(#\d+)?$/.test(plugin)
}

function openOf(session: Sessions[number]): readonly Open[] {
  const { open } = session.state as { readonly open?: Open }
  return isDialog(session) && open !== undefined ? [open] : []
}

function dialogPart({ dialog, at, answers }: Open): HTMLElement {
  const rows = Object.entries(answers).flatMap(([name, answer]) => [
    h('dt', {}, name),
    h('dd', {}, typeof answer === 'string' ? answer : JSON.stringify(answer)),
  ])
  const list = h('dl', {}, ...rows, h('dt', {}, at), h('dd', { class: 'waits' }, t('askedNow')))
  return named(`${t('dialog')} ${dialog}`, list)
}

function jobRow({
  plugin,
  name,
  dueAt,
  tries,
  data,
  error,
}: UserData['jobs'][number]): HTMLElement {
  const when = new Date(dueAt).toLocaleString(currentLanguage())
  const failed = error !== undefined && h('span', { class: 'failed' }, ` ${tries} × ${error}`)
  return h('li', {}, `${when} · ${plugin} / ${name} `, h('code', {}, JSON.stringify(data)), failed)
}

function count(word: 'sessions' | 'jobs' | 'waitingReplies', n: number): readonly string[] {
  return n === 0 ? [] : [`${t(word)} ${n}`]
}

function named(title: string, content: HTMLElement): HTMLElement {
  return h('section', {}, h('b', {}, title), content)
}

function json(value: unknown): HTMLElement {
  return codeBlock(JSON.stringify(value, null, 2))
}

function forgetButton(click: () => void): HTMLElement {
  return h('button', { class: 'chip', click }, t('forgetUser'))
}
