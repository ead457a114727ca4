/** Reads text files as the editors of Windows write them: with a byte order mark, as UTF-16, or in GBK. */
import { readFileSync } from 'node:fs'

/**
 * The text of a file, without its byte order mark. A file without a mark is UTF-8 or GBK: Notepad in China writes
 * both.
 */
export function readTextFile(path: string): string {
  const bytes = readFileSync(path)
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  // The decoders remove the mark. UTF-8 is tried first, because hardly any Chinese text in GBK is valid UTF-8 by
  // chance.
  for (const encoding of isUtf16 ? ['utf-16le'] : ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // Try the next encoding.
    }
  }
  return new TextDecoder().decode(bytes)
}
