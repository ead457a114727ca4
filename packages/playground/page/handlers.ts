/** The handlers that were asked for a message, in their order. Middleware is a bracket around what ran inside it. */
import type { PageAsked, PageExchange } from '#src/protocol.js'
import { h } from './element.js'
import { seconds } from './timeline.js'
import { t } from './words.js'

/** Undefined where no handler was asked. */
export function renderHandlers({ asked, handlers }: PageExchange): HTMLElement | undefined {
  const failures = handlers.filter(({ error }) => error !== undefined)
  if (asked.length === 0 && failures.length === 0) return undefined
  // The user got the answer that was reported last.
  const last = asked.findLast(({ outcome }) => outcome === 'answered')
  const reply = handlers.at(-1)?.reply
  const rowOf = (one: PageAsked) => row(one, one === last ? reply : undefined)
  const inside = asked.filter(({ filter }) => filter !== undefined)
  const around = asked.filter(({ filter }) => filter === undefined)
  let all = inside.map((one) => h('li', {}, rowOf(one)))
  // Middleware ended from the inside out.
  for (const one of around) {
    const bracket = all.length > 0 && h('ol', { class: 'inside' }, ...all)
    all = [h('li', {}, rowOf(one), bracket)]
  }
  const errors = failures.map(({ plugin, error }) =>
    h('li', { class: 'failed error' }, [plugin, error].filter(Boolean).join(': ')),
  )
  return h('ol', { class: 'asked' }, ...all, ...errors)
}

function row({ plugin, filter, ms, outcome }: PageAsked, reply: string | undefined): HTMLElement {
  const came = [t(`was-${outcome}`), reply !== undefined && reply].filter(Boolean).join(' → ')
  return h(
    'div',
    { class: `row ${outcome}` },
    h('b', {}, plugin),
    filter === undefined ? h('i', {}, t('middleware')) : h('code', {}, spaced(filter)),
    h('span', { class: 'number' }, ms < 1 ? '< 1 ms' : seconds(ms)),
    h('span', { class: 'outcome' }, came),
  )
}

/** A list of kinds with blanks, so that it is readable and can break over lines. */
function spaced(filter: string): string {
  return filter.startsWith('[') ? filter.slice(1, -1).replaceAll(',', ', ') : filter
}
