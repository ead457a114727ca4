/** What a fake provider answers, and how it looks on the wire. */

/** One thing a stream brings. A text is the answer's. */
export type FakeStep =
  | string
  | { readonly reasoning: string }
  /** `arguments` as the model wrote them: broken JSON, too. */
  | { readonly tool: string; readonly arguments: string }
  | { readonly waitMs: number }
  /** An error object in the stream. */
  | { readonly error: object }
  /** As it is, whatever it is. */
  | { readonly bytes: string | Uint8Array }
  /**
   * In place of the end: `cut` destroys the connection, `hang` says nothing more, `no-finish` closes without
   * a finish_reason, `no-done` with one, but without `[DONE]`, `length` and `content_filter` are reasons.
   */
  | { readonly end: 'cut' | 'hang' | 'no-finish' | 'no-done' | 'length' | 'content_filter' }

/** Anything but a stream. */
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
