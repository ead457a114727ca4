/**
 * A signature belongs to the first message that it brought: WeChat's covers token, timestamp and nonce, not
 * the body, so that a URL seen once could bring any message. Bots that share a token share its bindings.
 * A Store that fails binds nothing.
 */
import type { Store } from '../store/types.ts'

/** WeChat sends a message that was not taken again 5 s and 10 s after the first time. */
const AGAIN_MS = 15_000

export interface BindingParts {
  readonly store: Store
  /** How long a signature stays bound. At least the freshness window, both ways. */
  readonly bindingMs: number
}

/** Binds the signature to `owner`, unless it belongs to another one: then false. */
export async function isBoundTo(
  signature: string,
  owner: string,
  { store, bindingMs }: BindingParts,
): Promise<boolean> {
  try {
    return await store.turns.bind(signature, owner, bindingMs)
  } catch {
    return true
  }
}

/**
 * Of a push whose body never came whole. WeChat's retry of it owns the signature; what comes later, or
 * second, is somebody's who has seen the URL. A good push pays nothing for it.
 */
export async function leaveOpen(
  signature: string | undefined,
  { store, bindingMs }: BindingParts,
): Promise<void> {
  if (signature === undefined) return
  try {
    await store.turns.leaveOpen(signature, AGAIN_MS, bindingMs)
  } catch {
    // As if it had not come.
  }
}
