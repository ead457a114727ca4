/** A button that copies a text. */
import { h } from './element.js'
import { t } from './words.js'

/** How long the button says that the text was copied. */
const SAID_MS = 1500

/** Undefined where a page may not copy: on another machine, over plain HTTP. */
export function copyButton(text: string): HTMLElement | undefined {
  const { clipboard } = navigator as { readonly clipboard?: Clipboard }
  if (clipboard === undefined) return undefined
  const click = (event: Event) => {
    const button = event.currentTarget as HTMLElement
    void clipboard.writeText(text).then(() => {
      button.textContent = t('copied')
      setTimeout(() => {
        button.textContent = t('copy')
      }, SAID_MS)
    })
  }
  return h('button', { class: 'chip', click }, t('copy'))
}
