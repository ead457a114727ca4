/** The attempts of a message on a time line: five seconds each, with handlers, answers and later messages. */
import type { PageAttempt, PageExchange, PageSent } from '#src/protocol.js'
import { botsNow } from './clock.js'
import { h } from './element.js'
import { t } from './words.js'

const PATIENCE_MS = 5000

/** Milliseconds that the whole width stands for. The last event decides, rounded up to full seconds. */
function spanOf(exchange: PageExchange, sent: readonly PageSent[], now: number): number {
  const ends = [
    ...exchange.attempts.map(({ at, ms }) => at + (ms ?? now - exchange.at - at)),
    ...exchange.handlers.map(({ at }) => at),
    ...sent.map(({ at }) => at - exchange.at),
    ...exchange.parts.map(({ at }) => at),
  ]
  const longest = Math.max(200, ...ends)
  return longest < 1000 ? Math.ceil(longest / 200) * 200 : Math.ceil(longest / 1000) * 1000
}

export function renderTimeline(exchange: PageExchange, sent: readonly PageSent[]): HTMLElement {
  const now = botsNow()
  const span = spanOf(exchange, sent, now)
  const share = (ms: number) => `${Math.max(0, Math.min(100, (ms / span) * 100))}%`
  /** A line with one mark. A mark without an end is a point. */
  const lane = (name: string, note: string, kind: string, from: number, to = from) => {
    const mark = h('span', { class: `mark ${kind}` })
    mark.style.left = share(from)
    mark.style.width = share(Math.max(to - from, span / 200))
    return h(
      'div',
      { class: 'lane' },
      h('span', { class: 'name' }, name),
      h('div', { class: 'track' }, ...grid(span, share), mark),
      h('span', { class: 'note' }, note),
    )
  }
  const attempts = exchange.attempts.map((attempt) => {
    const { at, ms = now - exchange.at - at, outcome = 'open' } = attempt
    return lane(t('attempt', attempt.number), noteOf(attempt), outcome, at, at + ms)
  })
  const handlers = exchange.handlers.map(({ plugin, at, ms, error, reply }) => {
    const what = reply === 'none' ? t('silence') : reply
    const note = [plugin, error ?? `${seconds(ms)} → ${what}`].filter(Boolean).join(' · ')
    const kind = error === undefined ? 'handler' : 'handler failed'
    return lane(t('handlers'), note, kind, at - ms, at)
  })
  const parts = exchange.parts.map(({ at, by, length }, i) => {
    const note = `${seconds(at)} ${t(`way-${by}`)} · ${t('characters', length)}`
    return lane(t('part', i + 1), note, 'point part', at)
  })
  const late = exchange.late.map(({ at: told, attempt, strategy }) => {
    // A held attempt is reported when it is let go. WeChat has hung up before that.
    const at = Math.min(told, endOf(exchange.attempts, attempt))
    return lane(t('deadline'), `${seconds(at)} ${t(strategy)}`, 'point late', at)
  })
  const later = sent.map((message) => {
    const at = message.at - exchange.at
    return lane(t('later'), `${seconds(at)} ${message.msgtype}`, 'point later', at)
  })
  return h(
    'div',
    { class: 'timeline' },
    axis(span, share),
    ...attempts,
    ...handlers,
    ...late,
    ...parts,
    ...later,
  )
}

function endOf(attempts: readonly PageAttempt[], number: number): number {
  const { at = 0, ms } = attempts.find((one) => one.number === number) ?? {}
  return ms === undefined ? Number.POSITIVE_INFINITY : at + ms
}

export function seconds(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

function noteOf({ outcome, state, ms = 0 }: PageAttempt): string {
  const end = outcome === undefined ? t('open') : t(outcome === 'failed' ? 'unreachable' : outcome)
  const took = outcome === 'answered' ? ` ${seconds(ms)}` : ''
  return [state && t(state), `${end}${took}`].filter(Boolean).join(' · ')
}

function grid(span: number, share: (ms: number) => string): HTMLElement[] {
  const count = Math.floor(span / PATIENCE_MS)
  return Array.from({ length: count }, (_, i) => {
    const line = h('span', { class: 'cut-line' })
    line.style.left = share((i + 1) * PATIENCE_MS)
    return line
  })
}

function axis(span: number, share: (ms: number) => string): HTMLElement {
  const step = span <= 1000 ? span / 2 : span <= 6000 ? 1000 : PATIENCE_MS
  const marks = Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => {
    const mark = h('span', {}, i === 0 ? '0' : seconds(i * step).replace('.0 ', ' '))
    mark.style.left = share(i * step)
    mark.classList.toggle('last', i * step === span)
    return mark
  })
  return h(
    'div',
    { class: 'lane axis' },
    h('span'),
    h('div', { class: 'track' }, ...marks),
    h('span'),
  )
}
