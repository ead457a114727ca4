/** Why a user got no answer, and the code that would answer. */
import type { PageExchange, ShownBot } from '#src/protocol.js'
import { t } from './words.js'

export interface Silence {
  readonly line: string
  readonly isFault: boolean
  /** Code that would answer such a message. */
  readonly code?: string
}

/** Kinds that `scope.on` knows by name. Any other kind is filtered by its field. */
const KINDS = /^(text|image|voice|video|location|link|event:(subscribe|SCAN|CLICK))$/
/** Events after which nobody waits for an answer. */
const FAREWELLS = /^event:(unsubscribe|view)/i

export function silenceOf(exchange: PageExchange, bot: ShownBot | undefined): Silence {
  const { kind, handlers, late, lines } = exchange
  const failed = handlers.find(({ error }) => error !== undefined)
  if (failed !== undefined) return fault(failed.plugin ?? t('ownHandler'), failed.error ?? '')
  const problem = lines.find(({ level }) => level >= 50)
  if (problem !== undefined) return fault(String(problem.detail.plugin ?? ''), textOf(problem))
  const last = late.findLast(({ response }) => response !== 'unanswered')
  if (last !== undefined) return { line: t(`silent-${last.strategy}`), isFault: false }
  const chooser = handlers.find(({ plugin }) => plugin !== undefined)?.plugin
  if (chooser !== undefined) return { line: `${chooser}: ${t('silenceChosen')}`, isFault: false }
  if (FAREWELLS.test(kind)) return { line: t('silence'), isFault: false }
  const name = buttonOf(exchange, bot)
  const line =
    name === undefined ? t('none') : `${t('none')}${t('ofButton').replace('{name}', name)}`
  return { line, isFault: false, code: codeFor(exchange, bot, name) }
}

function fault(who: string, why: string): Silence {
  return { line: [who, why].filter(Boolean).join(': '), isFault: true }
}

function textOf({ text, detail }: PageExchange['lines'][number]): string {
  const { err } = detail as { readonly err?: { readonly message?: unknown } }
  return err?.message === undefined ? text : String(err.message)
}

/** The button of the menu that was clicked. */
function buttonOf({ kind, fields }: PageExchange, bot: ShownBot | undefined): string | undefined {
  if (kind !== 'event:CLICK') return undefined
  const buttons = bot?.menu?.button.flatMap((one) => [one, ...(one.sub_button ?? [])]) ?? []
  return buttons.find(({ key }) => key === fields.EventKey)?.name
}

function codeFor({ kind, fields }: PageExchange, bot: ShownBot | undefined, name = ''): string {
  const { MsgType, Event, EventKey } = fields
  const other =
    MsgType === 'event' ? `{ Event: ${quoted(Event)} }` : `{ MsgType: ${quoted(MsgType)} }`
  const isClick = kind === 'event:CLICK'
  // A line break in the name would end the comment.
  const click = `scope.on('event:CLICK', ({ message }) => {
  ${name && `// ${name.replace(/\s+/g, ' ')}\n  `}if (message.EventKey === ${quoted(EventKey)}) return '${t('sample')}'
})`
  const handler = isClick
    ? click
    : `scope.on(${KINDS.test(kind) ? quoted(kind) : other}, () => '${t('sample')}')`
  if (bot?.plugins.some((name) => name !== 'menu')) return handler
  return `plugins: [\n  {\n    name: 'hello',\n    setup(scope) {\n      ${handler.replaceAll('\n', '\n      ')}\n    },\n  },\n]`
}

function quoted(value: unknown): string {
  return `'${String(value).replace(/[\\']/g, '\\$&')}'`
}
