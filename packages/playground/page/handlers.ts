/** The handlers that were asked for a message, in their order. Middleware is a bracket around what ran inside it. */
import type { PageAsked, PageExchange, PageHandler } from '#src/protocol.js'
import { botsNow } from './clock.js'
import { h } from './element.js'
import { renderWritten } from './growing.js'
import { renderFilter } from './kinds.js'
import { seconds } from './timeline.js'
import { t } from './words.js'

/**
 * Undefined where no handler was asked.
 * @param unsaid failures whose error no other part of the page says
 */
export function renderHandlers(
  exchange: PageExchange,
  unsaid: readonly PageHandler[],
): HTMLElement | undefined {
  const { asked, handlers, isQueued, isTakenUp } = exchange
  if (isQueued) return h('p', { class: 'waits' }, t('queued'))
  if (isTakenUp) return h('p', {}, t('takenUp'))
  if (asked.length === 0 && unsaid.length === 0) return undefined
  // The user got the answer that was reported last.
  const last = asked.findLast(({ outcome }) => outcome === 'answered')
  const reply = handlers.at(-1)?.reply
  const rowOf = (one: PageAsked) => row(one, exchange, one === last ? reply : undefined)
  const inside = asked.filter(({ filter }) => filter !== undefined)
  const around = asked.filter(({ filter }) => filter === undefined)
  let all = inside.map((one) => h('li', {}, rowOf(one), one === last && renderWritten(exchange)))
  // Middleware was called from the outside in.
  for (const one of around.toReversed()) {
    const bracket = all.length > 0 && h('ol', { class: 'inside' }, ...all)
    all = [h('li', {}, rowOf(one), one === last && renderWritten(exchange), bracket)]
  }
  const errors = unsaid.map(({ plugin, error }) =>
    h('li', { class: 'failed error' }, [plugin, error].filter(Boolean).join(': ')),
  )
  return h('ol', { class: 'asked' }, ...all, ...errors)
}

/** Whether a row changes while no event comes. */
export function isRunning({ asked }: PageExchange): boolean {
  return asked.some(({ outcome }) => outcome === undefined)
}

function row(
  { plugin, filter, at, ms, outcome }: PageAsked,
  exchange: PageExchange,
  reply: string | undefined,
): HTMLElement {
  const now = outcome === undefined ? 'was-running' : `was-${outcome}`
  const writes = reply === undefined && outcome === 'answered' && exchange.written !== undefined
  const came = [t(writes ? 'writing' : now), reply].filter(Boolean).join(' → ')
  const took = ms ?? Math.max(0, botsNow() - exchange.at - at)
  return h(
    'div',
    { class: `row ${outcome ?? 'running'}` },
    h('b', {}, plugin),
    filter === undefined ? h('i', {}, t('middleware')) : renderFilter(filter),
    h('span', { class: 'number' }, took < 1 ? '< 1 ms' : seconds(took)),
    h('span', { class: 'outcome' }, came),
  )
}
