/** The errors of SQLite, and their meaning in words. */
import { WechatBotError } from '@wechatbot/core'

/** The file holds data that this version must not change. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs'
}

/** `SQLITE_BUSY` or a more exact code. Undefined for an error that is not SQLite's. */
function codeOf(error: unknown): string | undefined {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown }
  if (typeof code === 'string' && code.startsWith('SQLITE_')) return code
  // When the file cannot be opened, libsql gives only the number: 14 is CANTOPEN.
  return /^ConnectionFailed.*: 14\b/.test(String(message)) ? 'SQLITE_CANTOPEN' : undefined
}

/** Another connection has the lock. Try again a little later. */
export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(codeOf(error) ?? '')
}

/** Whether the file is the cause, so that every write fails. Any other error is the fault of one write. */
export function isOfFile(error: unknown): boolean {
  return /^SQLITE_(?!CONSTRAINT|TOOBIG|MISMATCH|RANGE)/.test(codeOf(error) ?? '') || isOfDisk(error)
}

function isOfDisk(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).syscall !== undefined
}

/** Whether the problem may pass without a change of the configuration. Then the bot may start. */
export function mayPass(error: unknown): boolean {
  return isBusy(error) || /^SQLITE_(FULL|IOERR|NOMEM)/.test(codeOf(error) ?? '')
}

const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^SQLITE_(BUSY|LOCKED|PROTOCOL)/, 'is locked by another process'],
  [/^SQLITE_FULL/, 'cannot grow: the disk is full'],
  [/^SQLITE_NOTADB/, 'is no SQLite database; name another file, or move this one away'],
  [
    /^SQLITE_READONLY|^EROFS|^EACCES|^EPERM/,
    'cannot be written, or its folder cannot: give the user of this process the right to both',
  ],
  [
    /^SQLITE_CORRUPT/,
    'is damaged; move it away, and its -wal and -shm with it, or bring back a copy',
  ],
  [/^ENOENT/, 'is in a folder that is not there; make the folder, or name another'],
  [/^(EISDIR|ENOTDIR)/, 'is no file, or its folder is none'],
  [/^SQLITE_CANTOPEN/, 'cannot be opened: is it a file, and may this process read and write it?'],
]

/** The error in one line. */
export function wordsFor(error: unknown, file: string): string {
  if (error instanceof NotOurs) return `${file} ${error.message}`
  const code = codeOf(error) ?? String((error as NodeJS.ErrnoException).code)
  const known = WORDS.find(([pattern]) => pattern.test(code))
  return `${file} ${known?.[1] ?? `failed: ${(error as Error).message}`}`
}

/** The error of a store that is away. The bot goes on without it. */
export function away(error: unknown, file: string): WechatBotError {
  return new WechatBotError('STORE_AWAY', `SQLite is away: ${wordsFor(error, file)}`, {
    cause: error,
  })
}
