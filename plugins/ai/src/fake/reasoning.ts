/** DeepSeek's rule since 2026-04: what the model thought comes back with what it said, or the request is refused. */

/** A message of a request, as OpenAI's protocol writes it. */
export interface SentMessage {
  readonly role: string
  readonly content?: unknown
  readonly reasoning_content?: string
  readonly tool_calls?: readonly { readonly id: string; readonly [name: string]: unknown }[]
  readonly [name: string]: unknown
}

export interface ReasoningRule {
  readonly sent: (answer: {
    readonly text: string
    readonly reasoning: string
    readonly ids: readonly string[]
  }) => void
  /** What a request lacks, in DeepSeek's words. */
  readonly missing: (messages: readonly SentMessage[]) => string | undefined
}

export function createReasoningRule(): ReasoningRule {
  const texts = new Map<string, string>()
  const calls = new Map<string, string>()
  return {
    sent: ({ text, reasoning, ids }) => {
      if (reasoning === '') return
      for (const id of ids) calls.set(id, reasoning)
      if (ids.length === 0) texts.set(text, reasoning)
    },
    missing: (messages) => {
      const isLacking = messages.some(({ role, content, tool_calls = [], reasoning_content }) => {
        if (role !== 'assistant') return false
        const [call] = tool_calls
        const wanted = call === undefined ? texts.get(String(content)) : calls.get(call.id)
        return wanted !== undefined && reasoning_content !== wanted
      })
      return isLacking
        ? 'The reasoning_content in the thinking mode must be passed back to the API.'
        : undefined
    },
  }
}
