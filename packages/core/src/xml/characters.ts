/** Characters that XML 1.0 can carry (https://www.w3.org/TR/xml/#charsets). */

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids these
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** Characters that may have to go. A surrogate stays if it has its other half. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids these
const SUSPECT = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/

/** `text` without the characters that XML 1.0 forbids. Lone surrogates become U+FFFD. */
export function cleanText(text: string): string {
  if (!SUSPECT.test(text)) return text
  // The order matters: removing a character between two halves must not make them one character.
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd').replace(ILLEGAL, '')
}
