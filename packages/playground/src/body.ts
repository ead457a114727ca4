/** Reads the body of a request, and no more of it than allowed. */
import type { IncomingMessage } from 'node:http'
import { CommandError } from './commands.ts'

/** @throws CommandError when the body is longer than `most` bytes. */
export async function bytesOf(request: IncomingMessage, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength
    if (bytes > most) throw new CommandError(`the body: expected at most ${most} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
