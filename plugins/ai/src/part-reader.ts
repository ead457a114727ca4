/** Reads the parts of a model's stream, and gives the text that the user may see. */
import type { LanguageModelUsage, TextStreamPart, ToolSet } from 'ai'
import { BrokenStream } from './failure.ts'
import { createThoughts, type Thoughts } from './think.ts'

/** The part that the stream gets when the time of the hold is over. */
export const DUE = { type: 'due' } as const

type Part = TextStreamPart<ToolSet> | typeof DUE

/** What is known of a model, over all its answers. */
export interface Habits {
  /** It writes reasoning into its text without an opening tag, because its server's template holds the tag. */
  isThinking: boolean
}

/** How an answer ended. */
export interface Ending {
  readonly usage: LanguageModelUsage
  /** Whether the model stopped at `maxOutputTokens`. */
  readonly isCutOff: boolean
}

/** The most characters that are held. A longer text is rarely reasoning. */
const MAX_HELD = 16_000

interface ReaderOptions {
  readonly habits: Habits
  /** Whether a text is held until {@link DUE}, because it may be reasoning. */
  readonly isHeld: boolean
  /** With tools, the text of a step is part of the answer only when the step calls none. */
  readonly hasTools: boolean
  /** Called for each call of a tool that fails. */
  readonly onToolError: (tool: string, error: unknown) => void
}

export class PartReader {
  readonly #options: ReaderOptions
  #isHeld: boolean
  #thoughts: Thoughts
  /** The tools that have not ended, by the id of the call. */
  readonly #running = new Map<string, string>()
  /** The text of a step that may still call a tool. */
  #step = ''
  #hasText = false
  #hasBegun = false
  #ending: Ending | undefined

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#isHeld = options.isHeld
    this.#thoughts = createThoughts(this.#maxHeld())
  }

  /**
   * The text that the user may read now, or an empty one.
   * @throws the error of the provider; BrokenStream for a stream that ends early, or for a reason with which no answer
   * ends.
   */
  take(part: Part): string {
    switch (part.type) {
      case 'due':
        this.#isHeld = false
        return this.#options.habits.isThinking ? '' : this.#keepStep(this.#thoughts.release())
      case 'text-delta':
        this.#hasBegun = true
        return this.#keepStep(this.#thoughts.push(part.text))
      case 'finish-step':
        return this.#endStep(part.finishReason)
      case 'tool-call':
        this.#hasBegun = true
        this.#running.set(part.toolCallId, part.toolName)
        return ''
      case 'tool-result':
        this.#running.delete(part.toolCallId)
        return ''
      case 'tool-error':
        this.#running.delete(part.toolCallId)
        this.#options.onToolError(part.toolName, part.error)
        return ''
      case 'start-step':
        this.#step = ''
        return ''
      case 'error':
        throw isCutOff(part.error) ? this.#broken() : part.error
      case 'finish':
        this.#ending = { usage: part.totalUsage, isCutOff: this.#hasMore(part.finishReason) }
        return ''
      default:
        return ''
    }
  }

  /** How the stream ended. @throws BrokenStream when it ended before the answer did. */
  get ending(): Ending {
    if (this.#ending === undefined) throw this.#broken()
    return this.#ending
  }

  /** What was held when a fault came. The user reads what came before it. */
  beforeFault(): string {
    const { habits, hasTools } = this.#options
    return habits.isThinking || hasTools ? '' : this.#thoughts.release()
  }

  /**
   * The text that is left at the end: when the last of `maxSteps` steps has called tools again, its text is the answer.
   * @throws BrokenStream for an empty answer.
   */
  last(): string {
    if (!this.#hasBegun) {
      throw this.ending.isCutOff ? thoughtOnly() : new BrokenStream('the answer is empty')
    }
    return this.#hasText ? '' : this.#step
  }

  /** The time is over. Tools that have not ended have failed. */
  failTools(): void {
    for (const tool of this.#running.values()) {
      this.#options.onToolError(tool, new Error('it did not end in time'))
    }
  }

  #keepStep(text: string): string {
    if (!this.#options.hasTools) return text
    this.#step += text
    return ''
  }

  #endStep(reason: string): string {
    const { habits } = this.#options
    this.#step += this.#thoughts.end()
    habits.isThinking ||= this.#thoughts.isFound
    this.#thoughts = createThoughts(this.#maxHeld())
    if (reason === 'tool-calls') return ''
    this.#hasText ||= this.#step !== ''
    return this.#step
  }

  #maxHeld(): number {
    if (this.#options.habits.isThinking) return Number.POSITIVE_INFINITY
    return this.#isHeld ? MAX_HELD : 0
  }

  /** @throws BrokenStream for a reason with which no answer ends. */
  #hasMore(reason: string): boolean {
    if (reason === 'content-filter') throw new BrokenStream('the provider holds this answer back')
    if (reason === 'stop' || reason === 'tool-calls') return false
    if (reason === 'length') return true
    throw this.#broken()
  }

  #broken(): BrokenStream {
    return this.#hasBegun
      ? new BrokenStream('the stream ended before the answer did')
      : new BrokenStream("nothing of OpenAI's protocol came", 'check baseURL')
  }
}

/** Whether this is the SDK's error for a stream without a finish_reason. */
function isCutOff(error: unknown): boolean {
  return (Object(error) as { name?: string }).name === 'AI_InvalidResponseDataError'
}

/** All tokens went into the reasoning, which no user reads. */
function thoughtOnly(): BrokenStream {
  return new BrokenStream('the tokens ended before the answer began', 'raise maxOutputTokens')
}
