/** A button that bears a word of the page. */
import { h } from './element.js'
import { t, type Word } from './words.js'

/** @param more further properties, such as its class */
export function wordButton(
  word: Word,
  click: (word: Word) => void,
  more: Parameters<typeof h>[1] = {},
): HTMLElement {
  return h('button', { 'data-key': word, click: () => click(word), ...more }, t(word))
}
