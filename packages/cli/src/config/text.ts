/** Reads text files as the editors of Windows write them: with a byte order mark, as UTF-16, or in GBK. */
import { readFileSync } from 'node:fs'

/** A file without a mark is UTF-8 or GBK: Notepad in China writes both. */
type Encoding = 'utf-8' | 'utf-16le' | 'gb18030'

interface Decoded {
  readonly text: string
  /** Undefined for bytes that are none of these. The text holds replacement characters then. */
  readonly encoding: Encoding | undefined
}

/** The text of a file, without its byte order mark. */
export function readTextFile(path: string): string {
  return decoded(readFileSync(path)).text
}

/**
 * The encoding of a program that is not UTF-8, by the name that editors use. Node.js reads every program as UTF-8, and
 * would misread its texts. Undefined for UTF-8.
 */
export function foreignEncodingOf(path: string): 'UTF-16' | 'GBK' | undefined {
  const bytes = readFileSync(path)
  const isBigEndian = bytes[0] === 0xfe && bytes[1] === 0xff
  const { encoding } = decoded(bytes)
  if (encoding === 'utf-16le' || isBigEndian) return 'UTF-16'
  return encoding === 'gb18030' ? 'GBK' : undefined
}

function decoded(bytes: Uint8Array): Decoded {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  const encodings: readonly Encoding[] = isUtf16 ? ['utf-16le'] : ['utf-8', 'gb18030']
  // The decoders remove the mark. UTF-8 is tried first, because hardly any Chinese text in GBK is valid UTF-8 by
  // chance.
  for (const encoding of encodings) {
    try {
      return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), encoding }
    } catch {
      // Try the next encoding.
    }
  }
  return { text: new TextDecoder().decode(bytes), encoding: undefined }
}
