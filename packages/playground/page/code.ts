/** A block of code that can be scrolled by keyboard. */
import { h } from './element.js'

export function codeBlock(...code: readonly (Node | string)[]): HTMLElement {
  return h('pre', { tabIndex: 0 }, h('code', {}, ...code))
}
