/**
 * Memory that the system has back at once. Other buffers wait for a full collection, which a quiet process does not
 * make, and then the C library may keep their memory.
 */

/** Zeros. Pages that nobody has written to take no memory yet. */
export function takePages(bytes: number): ArrayBuffer {
  // The memory of a buffer that can be resized comes from the system, not from the C library.
  return new ArrayBuffer(bytes, { maxByteLength: bytes })
}

/** After this the buffer is empty. */
export function givePagesBack(buffer: ArrayBuffer): void {
  buffer.resize(0)
}
