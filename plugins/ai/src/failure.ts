/** The reason why a provider gave no answer, and the owner's remedy, in one line of the log. */
import type { Model } from './model.ts'
import { TooSlow } from './patience.ts'

const RARE = 'nothing to mend here if it is rare'

/** A stream that ended in another way than the protocol requires. */
export class BrokenStream extends Error {
  readonly advice: string

  constructor(reason: string, advice = RARE) {
    super(reason)
    this.advice = advice
  }
}

interface Failure {
  readonly status?: number
  /** The provider's message, without the key. */
  readonly reason: string
  readonly advice: string
}

const MAX_REASON = 200

/** The shape of the AI SDK's errors. Their classes are not used, because the SDK may have any version. */
interface SdkError {
  readonly name?: string
  readonly message?: string
  readonly statusCode?: number
  readonly responseHeaders?: Readonly<Record<string, string>>
  readonly cause?: { readonly code?: string; readonly message?: string }
}

export function failureOf(error: unknown, model: Pick<Model, 'apiKey' | 'variable' | 'site'>) {
  const { statusCode, message, responseHeaders, name, cause } = Object(error) as SdkError
  const key = model.variable === undefined ? 'apiKey' : `${model.variable} (or apiKey)`
  // The page of a preset's provider; only the owner knows that of another one.
  const at = `at ${model.site ?? 'the provider'}`
  const reason = shown(message ?? String(error), model.apiKey)
  const failure = (advice: string): Failure => ({
    ...(statusCode !== undefined && { status: statusCode }),
    reason: statusCode === 401 ? 'the key was refused' : reason,
    advice,
  })
  if (error instanceof TooSlow) {
    return failure('take a faster model, set maxOutputTokens, or a longer timeoutMs')
  }
  if (error instanceof BrokenStream) return failure(error.advice)
  // The answer began and broke off.
  if (statusCode === 200) {
    const why = shown(cause?.message ?? reason, model.apiKey)
    return { ...failure(RARE), reason: `the answer broke off: ${why}` }
  }
  if (statusCode === 401) return failure(`check the key in ${key}; make one ${at}`)
  if (statusCode === 402) return failure(`the account has no balance: top up ${at}`)
  if (statusCode === 403) {
    return failure(
      `the key may not use this model, or not from here: see the rights of the key ${at}`,
    )
  }
  if (statusCode === 404) return failure('no such model or address: check model and baseURL')
  if (statusCode === 429) {
    const wait = responseHeaders?.['retry-after']
    const again = wait === undefined ? '' : waitText(shown(wait, model.apiKey))
    return failure(`too many requests${again}: set limits, or raise the quota ${at}`)
  }
  if (statusCode !== undefined && statusCode >= 500) {
    return failure('the provider fails: nothing to mend here')
  }
  if (statusCode !== undefined && statusCode >= 400) {
    return failure('the provider refused the request: check model, tools and the options')
  }
  if (cause?.code !== undefined) {
    const { code, message: why = code } = cause
    // The codes of Node's fetch say less than its messages.
    return {
      ...failure('not reachable: check baseURL and the network'),
      reason: code.startsWith('UND_') ? shown(why, model.apiKey) : code,
    }
  }
  if (name !== undefined && /Parse|TypeValidation|EmptyResponse|APICall/.test(name)) {
    return failure("what came is not OpenAI's protocol: check baseURL")
  }
  return failure('see the reason')
}

/** `retry-after` is a number of seconds, or a date. */
function waitText(wait: string): string {
  return /^\d+$/.test(wait) ? ` for ${wait} s` : ` until ${wait}`
}

function shown(text: string, secret: string | undefined): string {
  const hidden = secret === undefined ? text : text.replaceAll(secret, '[redacted]')
  return shortened(hidden)
}

/** A text for the log. A provider or a model may write any length. */
export function shortened(text: string): string {
  return text.length > MAX_REASON ? `${text.slice(0, MAX_REASON)}…` : text
}
