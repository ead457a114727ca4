/** The place of an error in the user's code, or the reason why the bot refused the push. */
import type { Frame } from '#src/frame.js'
import { codeBlock } from './code.js'
import { h } from './element.js'
import { t } from './words.js'

/**
 * @param editor the address that opens a file in the editor, with its place left open
 * @param error the text of the error, where nothing above says it
 */
export function renderFrame(
  frame: Frame | undefined,
  editor: string | undefined,
  error?: string,
): HTMLElement | undefined {
  if (frame === undefined) return undefined
  const { file, name, line, column, code, from } = frame
  const path = file.replaceAll('\\', '/').replace(/^(?!\/)/, '/')
  const place: Readonly<Record<string, string | number>> = {
    path: path.split('/').map(encodeURIComponent).join('/'),
    line,
    column,
  }
  const href = editor?.replace(/\{(\w+)\}/g, (_, name: string) => `${place[name]}`)
  // The indent that all lines share goes: on a phone it would take half of the width.
  const indents = code.filter((text) => text.trim() !== '').map((text) => text.search(/\S/))
  const shown = code.map((text) => text.slice(Math.min(...indents)))
  const rows = shown.map((text, i) =>
    h('span', { class: from + i === line ? 'here' : '' }, `${from + i}`.padStart(4), `  ${text}\n`),
  )
  return h(
    'section',
    { class: 'frame' },
    error !== undefined && h('p', { class: 'failed' }, error),
    h(
      'p',
      { class: 'place' },
      `${name}:${line}`,
      href !== undefined && h('a', { href }, t('openInEditor')),
    ),
    codeBlock(...rows),
  )
}

/** What the code of a refusal means, and what to do. */
export function renderRefusal(refused: string): HTMLElement {
  const word = `refused-${refused}`
  const text = t(word)
  return h(
    'section',
    { class: 'advice' },
    h('h3', { lang: 'en' }, refused),
    h('p', {}, text === word ? t('refused') : text),
  )
}
