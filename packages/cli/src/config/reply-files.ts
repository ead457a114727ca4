/** Pictures and voices that a reply of the configuration names: `{ "type": "image", "file": "./menu.jpg" }`. */
import { dirname, resolve } from 'node:path'
import type { PluginEntry, Problem } from '@wechatbot/core'
import type { Path } from '@wechatbot/core/internal'
import { pathText, WechatBotError } from '@wechatbot/core/internal/errors'
import { openFile } from '../open-file.ts'
import type { ResolvedPlugin } from './resolve.ts'
import { botsIn, isRecord } from './sections.ts'
import { isPlain } from './values.ts'

export interface Opened {
  readonly plugin: ResolvedPlugin
  readonly problems: readonly Problem[]
}

/** The plugin with files in place of paths. A path begins at the folder of the config file. */
export async function openReplyFiles(
  plugin: ResolvedPlugin,
  file: string,
  at: Path,
): Promise<Opened> {
  const { open, problems } = createOpen(file)
  const entry = await withFiles(plugin.entry, at, open)
  return { plugin: { ...plugin, entry: entry as PluginEntry }, problems }
}

/** The unchecked configuration with files in place of paths in the menus of its bots. */
export async function openMenuFiles(
  config: unknown,
  file: string,
): Promise<{ readonly config: unknown; readonly problems: readonly Problem[] }> {
  if (!isRecord(config) || !Array.isArray(config.bots)) return { config, problems: [] }
  const opened = await Promise.all(
    botsIn(config).map(async ({ bot, at, label }) => {
      if (!isRecord(bot) || bot.menu === undefined) return { bot, problems: [] }
      const { open, problems } = createOpen(file)
      const menu = await withFiles(bot.menu, [...at, 'menu'], open)
      return { bot: { ...bot, menu }, problems: problems.map((it) => ({ ...label, ...it })) }
    }),
  )
  return {
    config: { ...config, bots: opened.map(({ bot }) => bot) },
    problems: opened.flatMap(({ problems }) => problems),
  }
}

type Open = (path: string | URL, at: Path) => Promise<unknown>

function createOpen(file: string): { readonly open: Open; readonly problems: readonly Problem[] } {
  const problems: Problem[] = []
  const folder = dirname(file)
  const open: Open = async (path, where) => {
    try {
      const isUrl = path instanceof URL || path.startsWith('file:')
      return await openFile(isUrl ? path : resolve(folder, path))
    } catch (error) {
      if (!(error instanceof WechatBotError)) throw error
      const [, expected = 'a file', got = error.message] =
        /^expected (.+), got (.+)$/s.exec(error.message) ?? []
      problems.push({ path: pathText(where), expected, got })
      // The check of the reply would call a path a second problem.
      return new Blob([])
    }
  }
  return { open, problems }
}

/** Gives back the same object where it names no file, because a plugin finds its handle by its options. */
async function withFiles(value: unknown, at: Path, open: Open): Promise<unknown> {
  if (Array.isArray(value)) {
    const items = await Promise.all(value.map((item, i) => withFiles(item, [...at, i], open)))
    return items.every((item, i) => item === value[i]) ? value : items
  }
  if (!isPlain(value)) return value
  const isFile = typeof value.file === 'string' || value.file instanceof URL
  if (isFile && (value.type === 'image' || value.type === 'voice')) {
    return { ...value, file: await open(value.file as string | URL, [...at, 'file']) }
  }
  const changed = { ...value }
  for (const [key, item] of Object.entries(value)) {
    changed[key] = await withFiles(item, [...at, key], open)
  }
  return Object.entries(value).every(([key, item]) => changed[key] === item) ? value : changed
}
