/** A growing reply: its text as it is written, cut where each part of it ended, with the way of each part. */
import type { PageExchange } from '#src/protocol.js'
import { h } from './element.js'
import { seconds } from './timeline.js'
import { t } from './words.js'

/** Undefined for a reply that does not grow. */
export function renderWritten(exchange: PageExchange): HTMLElement | undefined {
  const { written, parts, seen, seenAt = 0 } = exchange
  if (written === undefined) return undefined
  const { text, isOver } = written
  // A text that was ready in time went out whole.
  const isWhole = parts.length === 0 && isOver && seen?.type === 'reply'
  const all = isWhole ? [{ at: seenAt, by: 'passive', length: text.length }] : parts
  let end = 0
  const cut = all.map(({ at, by, length }, i) => {
    const part = text.slice(end, end + length)
    end += length
    const mark = h('b', { class: `way ${by}` }, `${i + 1} ${t(`way-${by}`)} · ${seconds(at)}`)
    return h('span', { class: 'part' }, part, mark)
  })
  const rest = text.slice(end)
  const cursor = !isOver && h('b', { class: 'way' }, t('writing'))
  return h(
    'p',
    { class: 'written', 'data-over': String(isOver) },
    ...cut,
    h('span', { class: 'rest' }, rest),
    cursor || (rest !== '' && h('b', { class: 'way' }, t('waitsToGo'))),
  )
}
