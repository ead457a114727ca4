/** Asks a model of the AI SDK, and gives its text as it comes. The SDK is imported at the first message. */
import type { LanguageModelUsage, ModelMessage, ToolSet } from 'ai'
import { BrokenStream } from './failure.ts'
import type { Model } from './model.ts'
import type { OwnTool } from './own-tools.ts'
import { type Hold, marked, TooSlow, until } from './patience.ts'
import { createThoughts } from './think.ts'

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

export interface Whole {
  readonly messages: readonly ModelMessage[]
  readonly usage: LanguageModelUsage
  /** Whether the model stopped at `maxOutputTokens`. */
  readonly isCutOff: boolean
}

interface AskOptions {
  readonly tools?: ToolSet | undefined
  readonly maxSteps: number
  readonly maxOutputTokens?: number | undefined
  readonly temperature?: number | undefined
}

export type Ask = (question: Question) => AsyncGenerator<string>

/**
 * Models that write reasoning into their text without its opening tag, because their server's template holds the
 * tag.
 */
const THINKING = /r1\b|qwq|think|reason/i

/** The most characters that are held. A longer text is rarely reasoning. */
const MAX_HELD = 16_000

/** The part that the stream gets when the time of the hold is over. */
const DUE = { type: 'due' } as const

/**
 * A text is the model's answer only when the whole stream has ended. The text of a step that calls tools is not
 * part of the answer.
 * @throws the error of the provider, in the form of the SDK; BrokenStream; the signal's reason.
 */
export function createAsk(model: Model, options: AskOptions): Ask {
  const { tools, maxSteps, maxOutputTokens, temperature } = options
  let loading: ReturnType<typeof load> | undefined
  let isThinking = THINKING.test(model.name)
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
    let isDue = false
    const maxHeld = () => {
      if (isThinking) return Number.POSITIVE_INFINITY
      return held !== undefined && !isDue ? MAX_HELD : 0
    }
    let thoughts = createThoughts(maxHeld())
    /** The tools that have not ended, by the id of the call. */
    const running = new Map<string, string>()
    /** The text of a step that may still call a tool. */
    let step = ''
    let hasText = false
    let hasBegun = false
    let whole: Omit<Whole, 'messages'> | undefined
    const stuck = () => {
      if (!(signal.reason instanceof TooSlow)) return
      for (const tool of running.values()) onToolError(tool, new Error('it did not end in time'))
    }
    signal.addEventListener('abort', stuck, { once: true })
    try {
      for await (const part of stream) {
        switch (part.type) {
          case 'due': {
            isDue = true
            if (isThinking) break
            const text = thoughts.release()
            if (hasTools) step += text
            else if (text !== '') yield text
            break
          }
          case 'text-delta': {
            hasBegun = true
            const text = thoughts.push(part.text)
            if (hasTools) step += text
            else if (text !== '') yield text
            break
          }
          case 'finish-step': {
            step += thoughts.end()
            isThinking ||= thoughts.isFound
            thoughts = createThoughts(maxHeld())
            if (part.finishReason === 'tool-calls') break
            hasText ||= step !== ''
            if (step !== '') yield step
            break
          }
          case 'tool-call':
            hasBegun = true
            running.set(part.toolCallId, part.toolName)
            break
          case 'tool-result':
            running.delete(part.toolCallId)
            break
          case 'tool-error':
            running.delete(part.toolCallId)
            onToolError(part.toolName, part.error)
            break
          case 'start-step':
            step = ''
            break
          case 'error':
            throw isCutOff(part.error) ? broken(hasBegun) : part.error
          case 'abort':
            throw signal.reason
          case 'finish':
            whole = { usage: part.totalUsage, isCutOff: hasMore(part.finishReason, hasBegun) }
            break
        }
      }
      if (whole === undefined) throw broken(hasBegun)
    } catch (error) {
      // The user reads what came before the fault.
      const text = isThinking || hasTools ? '' : thoughts.release()
      if (text !== '') yield text
      throw error
    } finally {
      held?.end()
    }
    if (!hasBegun) throw whole.isCutOff ? thoughtOnly() : new BrokenStream('the answer is empty')
    // When the last of maxSteps steps has called tools again, its text is the answer.
    if (!hasText && step !== '') yield step
    onWhole({ ...whole, messages: (await result.response).messages })
  }
}

/** @throws BrokenStream for a reason with which no answer ends. */
function hasMore(reason: string, hasBegun: boolean): boolean {
  if (reason === 'content-filter') throw new BrokenStream('the provider holds this answer back')
  if (reason === 'stop' || reason === 'tool-calls') return false
  if (reason === 'length') return true
  throw broken(hasBegun)
}

/** Whether this is the SDK's error for a stream without a finish_reason. */
function isCutOff(error: unknown): boolean {
  return (Object(error) as { name?: string }).name === 'AI_InvalidResponseDataError'
}

function broken(hasBegun: boolean): BrokenStream {
  return hasBegun
    ? new BrokenStream('the stream ended before the answer did')
    : new BrokenStream("nothing of OpenAI's protocol came", 'check baseURL')
}

/** All tokens went into the reasoning, which no user reads. */
function thoughtOnly(): BrokenStream {
  return new BrokenStream('the tokens ended before the answer began', 'raise maxOutputTokens')
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
