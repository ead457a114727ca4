/** Random ids and tokens of the fake API. Not for secrets. */
export function randomBytes(count: number): Buffer {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(count)))
}
