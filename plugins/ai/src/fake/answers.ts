/** The answers of a fake provider, and their form in the protocol. */

/** One part of a stream. A text belongs to the answer. */
export type FakeStep =
  | string
  | { readonly reasoning: string }
  /** `arguments` as the model wrote them, which may be broken JSON. */
  | { readonly tool: string; readonly arguments: string }
  | { readonly waitMs: number }
  /** An error object in the stream. */
  | { readonly error: object }
  /** Bytes that are sent unchanged. */
  | { readonly bytes: string | Uint8Array }
  /**
   * Replaces the end of the stream. `cut` destroys the connection; a text right before it may
   * be lost with it, without a `waitMs` between. `hang` sends nothing more. `no-finish`
   * closes without a finish_reason. `no-done` sends a finish_reason but no `[DONE]`. `length` and `content_filter`
   * are finish_reasons.
   */
  | { readonly end: 'cut' | 'hang' | 'no-finish' | 'no-done' | 'length' | 'content_filter' }

/** An answer that is no stream. */
export interface FakeRefusal {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON. @default an error as OpenAI writes it */
  readonly body?: string | object
}

export type FakeAnswer = string | readonly FakeStep[] | FakeRefusal

export function isRefusal(answer: FakeAnswer): answer is FakeRefusal {
  return typeof answer === 'object' && 'status' in answer
}

/** An event of the stream. */
export function event(data: object | string): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

const MODEL = { id: 'chatcmpl-fake', object: 'chat.completion.chunk', created: 0, model: 'fake' }

export function chunk(delta: object, finish: string | null = null): string {
  return event({ ...MODEL, choices: [{ index: 0, delta, finish_reason: finish }] })
}

export function usageChunk(usage: object): string {
  return event({ ...MODEL, choices: [], usage })
}
