/** Asks a model of the AI SDK, and gives its text as it comes. The SDK is imported at the first message. */
import type { ModelMessage, ToolSet } from 'ai'
import type { Model } from './model.ts'
import type { OwnTool } from './own-tools.ts'
import { DUE, type Ending, type Habits, PartReader } from './part-reader.ts'
import { type Hold, marked, TooSlow, until } from './patience.ts'

interface Question {
  readonly system: string | undefined
  /** What was said before, and what the user says now. */
  readonly messages: readonly ModelMessage[]
  readonly signal: AbortSignal
  /** Begins the time for which a text that may be reasoning is held. */
  readonly hold: () => Hold
  /** Tools for this question, added to those of all questions. */
  readonly own: Readonly<Record<string, OwnTool>>
  /** Called for each call of a tool that fails. The model is told of it, and goes on. */
  readonly onToolError: (tool: string, error: unknown) => void
  /** Gets the messages that follow the user's, for the memory. Called once, if the answer is whole. */
  readonly onWhole: (answer: Whole) => void
}

export interface Whole extends Ending {
  readonly messages: readonly ModelMessage[]
}

interface AskOptions {
  readonly tools?: ToolSet | undefined
  readonly maxSteps: number
  readonly maxOutputTokens?: number | undefined
  readonly temperature?: number | undefined
}

export type Ask = (question: Question) => AsyncGenerator<string>

/** The names of models that are known to write reasoning without its opening tag. See {@link Habits}. */
const THINKING = /r1\b|qwq|think|reason/i

/**
 * A text is the model's answer only when the whole stream has ended. The text of a step that calls tools is not
 * part of the answer.
 * @throws the error of the provider, in the form of the SDK; BrokenStream; the signal's reason.
 */
export function createAsk(model: Model, options: AskOptions): Ask {
  const { tools, maxSteps, maxOutputTokens, temperature } = options
  let loading: ReturnType<typeof load> | undefined
  const habits: Habits = { isThinking: THINKING.test(model.name) }
  return async function* ask({ system, messages, signal, hold, own, onToolError, onWhole }) {
    loading ??= load(model)
    const sdk = await loading.catch((error: unknown) => {
      loading = undefined
      throw error
    })
    const ownTools = Object.entries(own).map(([name, { parameters, isLast: _, ...rest }]) => {
      return [name, { ...rest, inputSchema: sdk.jsonSchema(parameters) }] as const
    })
    const last = Object.keys(own).filter((name) => own[name]?.isLast)
    const all = { ...tools, ...Object.fromEntries(ownTools) } as ToolSet
    const hasTools = Object.keys(all).length > 0
    const result = sdk.streamText({
      model: sdk.model,
      messages: [...messages],
      stopWhen: [sdk.stepCountIs(maxSteps), ...last.map((name) => sdk.hasToolCall(name))],
      // WeChat's user waits. The fallback now is better than an answer after the user has left.
      maxRetries: 0,
      abortSignal: signal,
      onError: () => {},
      ...(system !== undefined && { system }),
      ...(hasTools && { tools: all }),
      ...(maxOutputTokens !== undefined && { maxOutputTokens }),
      ...(temperature !== undefined && { temperature }),
    })
    const held = model.isStranger === true ? hold() : undefined
    const parts = until(signal, result.fullStream)
    const stream = held === undefined ? parts : marked(parts, held.ended, DUE)
    const reader = new PartReader({ habits, isHeld: held !== undefined, hasTools, onToolError })
    const onAbort = () => {
      if (signal.reason instanceof TooSlow) reader.failTools()
    }
    signal.addEventListener('abort', onAbort, { once: true })
    let ending: Ending
    try {
      for await (const part of stream) {
        if (part.type === 'abort') throw signal.reason
        const text = reader.take(part)
        if (text !== '') yield text
      }
      ending = reader.ending
    } catch (error) {
      const text = reader.beforeFault()
      if (text !== '') yield text
      throw error
    } finally {
      held?.end()
    }
    const text = reader.last()
    if (text !== '') yield text
    onWhole({ ...ending, messages: (await result.response).messages })
  }
}

async function load(model: Model) {
  const sdk = await import('ai')
  const { streamText, stepCountIs, hasToolCall, jsonSchema, wrapLanguageModel } = sdk
  // The SDK writes warnings to the console, where a log in JSON lines may be written.
  globalThis.AI_SDK_LOG_WARNINGS ??= false
  const middleware = sdk.extractReasoningMiddleware({ tagName: 'think' })
  const value = (await model.load()) as Parameters<typeof wrapLanguageModel>[0]['model']
  const wrapped = wrapLanguageModel({ model: value, middleware })
  return { streamText, stepCountIs, hasToolCall, jsonSchema, model: wrapped }
}
