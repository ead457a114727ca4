/** A folder in which `create-wechatbot` is called, and what it has written there. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Called, type CallOptions, create } from './call.ts'

/** The files of the minimal template. */
export const ALL = [
  '.env.example',
  '.gitignore',
  'README.md',
  'bot.test.ts',
  'package.json',
  'tsconfig.json',
  'wechatbot.config.ts',
]

export interface Place {
  readonly cwd: string
  readonly call: (args: readonly string[], options?: Partial<CallOptions>) => Promise<Called>
  readonly text: (...path: string[]) => string
  /** The package.json of a folder. */
  readonly manifest: (folder: string) => ReturnType<typeof JSON.parse>
  readonly remove: () => void
}

export function createPlace(): Place {
  const cwd = mkdtempSync(join(tmpdir(), 'create-wechatbot-'))
  const text = (...path: string[]) => readFileSync(join(cwd, ...path), 'utf8')
  return {
    cwd,
    call: (args, options = {}) => create(args, { cwd, ...options }),
    text,
    manifest: (folder) => JSON.parse(text(folder, 'package.json')),
    remove: () => rmSync(cwd, { recursive: true }),
  }
}
