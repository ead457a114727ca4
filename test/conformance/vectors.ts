/** A folder of test vectors: requests and known answers from outside the project. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../root.js'

export interface MessageCase {
  readonly name: string
  readonly xml: string
  /** Nested names joined with `.`; repeated siblings get `[i]`, a single one gets none. */
  readonly expected: Readonly<Record<string, string>>
}

export interface CryptoCase {
  readonly id: string
  readonly op: 'signature' | 'msg_signature' | 'decrypt' | 'encrypt' | 'decrypt-error'
  readonly token: string
  readonly timestamp: string
  readonly nonce: string
  readonly signature?: string
  readonly msgSignature?: string
  readonly encodingAESKey: string
  readonly appId: string
  readonly random16: string
  readonly plaintext: string
  readonly ciphertext: string
  /** The published answer is wrong: ours must differ from it. */
  readonly expectMismatch?: boolean
}

export interface ReplyCase {
  readonly name: string
  readonly reply: Readonly<Record<string, unknown>> & { readonly type: string }
  readonly xml: string
  readonly expected?: Readonly<Record<string, string>>
  readonly valid?: boolean
}

export interface HostileCase {
  readonly name: string
  readonly mode: 'plain' | 'safe'
  readonly method: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodyBase64?: string
  readonly bodyGenerator?: {
    readonly parts: readonly { readonly text: string; readonly repeat?: number }[]
  }
  readonly expectStatus: '200' | '4xx' | '200-or-4xx'
}

export interface Hostile {
  readonly config: {
    readonly token: string
    readonly encodingAESKey: string
    readonly appId: string
    /** Seconds since 1970. */
    readonly clock: number
  }
  readonly cases: readonly HostileCase[]
}

/** Named by WECHATBOT_VECTORS, else the repository's own. */
export const FOLDER = process.env.WECHATBOT_VECTORS ?? join(ROOT, 'test/fixtures/vectors')

/** @throws when the file is missing: a folder that was asked for must be run, not skipped. */
export function readVectors<T>(file: string): T {
  return JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as T
}
