/** What a handler is registered for. A long list of kinds is folded, so that a handler takes one row. */
import { h } from './element.js'

/** More kinds would take a second line. */
const MOST = 3

export function renderFilter(filter: string): HTMLElement {
  if (!filter.startsWith('[')) return h('code', {}, filter)
  const kinds = filter.slice(1, -1).split(',')
  if (kinds.length <= MOST + 1) return h('code', {}, kinds.join(', '))
  const rest = kinds.slice(MOST)
  const first = h('summary', {}, `${kinds.slice(0, MOST).join(', ')} +${rest.length}`)
  return h('code', {}, h('details', {}, first, rest.join(', ')))
}
