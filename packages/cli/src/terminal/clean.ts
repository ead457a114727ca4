/** Makes text from bots, WeChat and files safe for a terminal, so that it can hold no escape sequence. */

/** Characters that a terminal obeys, and marks that change the direction of text or break it. A line feed stays. */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff]/g

/** `text` without the characters that a terminal obeys. A tab becomes a space. */
export function clean(text: string): string {
  return text.replaceAll('\t', ' ').replace(CONTROLS, '')
}

/** JSON that a terminal may show. Characters that {@link clean} would remove are escaped. */
export function toJson(value: unknown, indent?: number): string {
  return (JSON.stringify(value, undefined, indent) ?? 'null').replace(
    CONTROLS,
    (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
