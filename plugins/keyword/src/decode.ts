/** Decodes the bytes of a file that an editor or Excel wrote. */

/** Encodings by the byte order mark at the beginning. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/**
 * Decodes UTF-8 or UTF-16 with a mark, UTF-8 without a mark, and otherwise GB18030. Excel in China writes CSV in
 * GBK, which is a part of GB18030. Hardly any Chinese text in GBK is valid UTF-8 by chance.
 * @throws TypeError when the bytes are valid in none of these encodings.
 */
export function decode(bytes: Uint8Array): string {
  const [, marked] = MARKS.find(([mark]) => mark.every((byte, i) => bytes[i] === byte)) ?? []
  for (const encoding of marked === undefined ? ['utf-8', 'gb18030'] : [marked]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Try the next encoding.
    }
  }
  throw new TypeError('neither UTF-8 nor GB18030 text')
}
