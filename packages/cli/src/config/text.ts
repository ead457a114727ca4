/** Text files as the editors of Windows write them: with a byte order mark, or as UTF-16. */
import { readFileSync } from 'node:fs'

/** The text of a file, without its mark; UTF-8 where no mark says otherwise. */
export function readTextFile(path: string): string {
  const bytes = readFileSync(path)
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8'
  // The decoder takes the mark away.
  return new TextDecoder(encoding).decode(bytes)
}
