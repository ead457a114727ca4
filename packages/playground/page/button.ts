/** A button that bears a word of the page. */
import { h } from './element.js'
import { t, type Word } from './words.js'

/** @param more further properties, such as its class */
export function wordButton(
  word: Word,
  click: (word: Word) => void,
  more: Parameters<typeof h>[1] = {},
): HTMLElement {
  const attributes = { 'data-key': word }
  const on = { click: () => click(word) }
  return h('button', { type: 'button', attributes, on, ...more }, t(word))
}
