/** The text of a file as editors and Excel write it. */

/** An encoding that a byte order mark at the beginning tells. */
const MARKS: readonly (readonly [mark: readonly number[], encoding: string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/**
 * UTF-8 or UTF-16 with a mark, UTF-8 without one, else GB18030: what Excel in China calls CSV is in
 * GBK, a part of it, and hardly any Chinese text in GBK is valid UTF-8 by chance.
 * @throws TypeError when it is none of them.
 */
export function decode(bytes: Uint8Array): string {
  const [, marked] = MARKS.find(([mark]) => mark.every((byte, i) => bytes[i] === byte)) ?? []
  for (const encoding of marked === undefined ? ['utf-8', 'gb18030'] : [marked]) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // The next one, or none.
    }
  }
  throw new TypeError('neither UTF-8 nor GB18030 text')
}
