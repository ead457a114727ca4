/** What came from outside, as a terminal may show it: bots, WeChat and files write no escapes there. */
import { maskSecrets } from '@wechatbot/core/internal'

/** Characters that a terminal obeys, and marks that turn or break text. A line feed stays. */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff]/g

/** `text` without what a terminal would obey; a tab becomes a space. */
export function clean(text: string): string {
  return text.replaceAll('\t', ' ').replace(CONTROLS, '')
}

/** For errors and findings: {@link clean}, and without what looks like a secret. */
export function presentable(text: string): string {
  return clean(maskSecrets(text))
}

/** JSON that a terminal may show: what {@link clean} would take is escaped. */
export function toJson(value: unknown, indent?: number): string {
  return (JSON.stringify(value, undefined, indent) ?? 'null').replace(
    CONTROLS,
    (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
