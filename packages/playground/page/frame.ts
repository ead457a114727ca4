/** The place of an error in the user's code, or the reason why the bot refused the push. */
import type { Frame } from '#src/frame.js'
import { h } from './element.js'
import { t } from './words.js'

/**
 * @param editor the scheme of the editor's URLs, if there is one
 * @param error the text of the error, where nothing above says it
 */
export function renderFrame(
  frame: Frame | undefined,
  editor: string | undefined,
  error?: string,
): HTMLElement | undefined {
  if (frame === undefined) return undefined
  const { file, name, line, column, code, from } = frame
  const path = encodeURI(file.replaceAll('\\', '/')).replace(/^(?!\/)/, '/')
  const href = `${editor}://file${path}:${line}:${column}`
  const rows = code.map((text, i) =>
    h('span', { class: from + i === line ? 'here' : '' }, `${from + i}`.padStart(4), `  ${text}\n`),
  )
  return h(
    'section',
    { class: 'frame' },
    error !== undefined && h('p', { class: 'failed' }, error),
    h('h3', {}, `${name}:${line}`, editor !== undefined && h('a', { href }, t('openInEditor'))),
    h('pre', { tabIndex: 0 }, h('code', {}, ...rows)),
  )
}

/** What the code of a refusal means, and what to do. */
export function renderRefusal(refused: string): HTMLElement {
  const word = `refused-${refused}`
  const text = t(word)
  return h(
    'section',
    { class: 'advice' },
    h('h3', { attributes: { lang: 'en' } }, refused),
    h('p', {}, text === word ? t('refused') : text),
  )
}
