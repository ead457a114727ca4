/** The name that the page shows for the account of a bot. */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { BotConfig } from '@wechatbot/core'

/** The name of the bot where the configuration gives one, else the name of its project. */
export function accountNameOf({ name }: BotConfig, folder: string): string {
  return name ?? projectName(folder) ?? basename(folder)
}

/** The name in package.json. Its scope is that of an owner. */
function projectName(folder: string): string | undefined {
  try {
    const { name } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      readonly name?: unknown
    }
    return String(name ?? '').replace(/^@[^/]*\//, '') || undefined
  } catch {
    // A bot needs no package.json.
    return undefined
  }
}
