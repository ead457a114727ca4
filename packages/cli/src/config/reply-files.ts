/** Pictures and voices that a reply in a plugin's options names: `{ "type": "image", "file": "./menu.jpg" }`. */
import { dirname, resolve } from 'node:path'
import { type PluginEntry, type Problem, WechatBotError } from '@wechatbot/core'
import { type Path, pathText } from '@wechatbot/core/internal'
import { openFile } from '../open-file.ts'
import type { ResolvedPlugin } from './resolve.ts'
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
  const problems: Problem[] = []
  const folder = dirname(file)
  const open = async (path: string | URL, where: Path): Promise<unknown> => {
    try {
      const isUrl = path instanceof URL || path.startsWith('file:')
      return await openFile(isUrl ? path : resolve(folder, path))
    } catch (error) {
      if (!(error instanceof WechatBotError)) throw error
      const [, expected = 'a file', got = error.message] =
        /^expected (.+), got (.+)$/s.exec(error.message) ?? []
      problems.push({ path: pathText(where), expected, got })
      return path
    }
  }
  const entry = await withFiles(plugin.entry, at, open)
  return { plugin: { ...plugin, entry: entry as PluginEntry }, problems }
}

type Open = (path: string | URL, at: Path) => Promise<unknown>

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
