/** The findings of the doctor. Each is one line and says what to do. */

export interface Finding {
  readonly bot?: string
  readonly check: string
  readonly verdict: 'ok' | 'warn' | 'fail'
  /** The finding. For warn and fail it also says what to do. */
  readonly text: string
}

export const ok = (check: string, text: string): Finding => found(check, 'ok', text)
export const warn = (check: string, text: string): Finding => found(check, 'warn', text)
export const fail = (check: string, text: string): Finding => found(check, 'fail', text)

function found(check: string, verdict: Finding['verdict'], text: string): Finding {
  return { check, verdict, text }
}

/** The text of an error and of its cause. */
export function textOf(error: unknown): string {
  const { message, cause } = error as Error
  const code = (cause as { code?: string } | undefined)?.code
  if (code === undefined) return String(message)
  // "fetch failed" says nothing, and its cause says all.
  return message === 'fetch failed' ? code : `${message} (${code})`
}
