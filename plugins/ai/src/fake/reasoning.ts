/**
 * DeepSeek's rule since 2026-04: a request must send the model's reasoning back with its answer, or it is refused.
 */

/** A message of a request in OpenAI's protocol. */
export interface SentMessage {
  readonly role: string
  readonly content?: unknown
  readonly reasoning_content?: string
  readonly tool_calls?: readonly { readonly id: string; readonly [name: string]: unknown }[]
  readonly [name: string]: unknown
}

interface ReasoningRule {
  readonly sent: (answer: {
    readonly text: string
    readonly reasoning: string
    readonly ids: readonly string[]
  }) => void
  /** The error for reasoning that is missing, in DeepSeek's words. Undefined when none is missing. */
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
