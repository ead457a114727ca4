/** What the doctor finds: one line each, with what to do about it. */
import { maskSecrets } from '@wechatbot/core/internal'

export interface Finding {
  readonly bot?: string
  readonly check: string
  readonly verdict: 'ok' | 'warn' | 'fail'
  /** What was found; with warn and fail also what to do. */
  readonly text: string
}

export const ok = (check: string, text: string): Finding => found(check, 'ok', text)
export const warn = (check: string, text: string): Finding => found(check, 'warn', text)
export const fail = (check: string, text: string): Finding => found(check, 'fail', text)

function found(check: string, verdict: Finding['verdict'], text: string): Finding {
  return { check, verdict, text: maskSecrets(text) }
}

/** An error's text, and its cause's. */
export function textOf(error: unknown): string {
  const { message, cause } = error as Error
  const code = (cause as { code?: string } | undefined)?.code
  return code === undefined ? String(message) : `${message} (${code})`
}
