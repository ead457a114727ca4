/** The body of a call. */
import type { IncomingMessage } from 'node:http'

/** A video of 10 MB, and the form around it. */
const MAX_BODY_BYTES = 11 * 1024 * 1024

/** Undefined for a body larger than WeChat takes. */
export async function bytesOf(req: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let length = 0
  // The rest of the body is lost when the connection closes.
  for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.byteLength
    if (length > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The body as JSON. Undefined for an empty body, null for a body that is no JSON. */
export function parse(bytes: Buffer): Record<string, unknown> | null | undefined {
  if (bytes.byteLength === 0) return undefined
  try {
    return JSON.parse(bytes.toString()) as Record<string, unknown>
  } catch {
    return null
  }
}
