/** A picture or a voice whose file a rule names. */
import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { image, type Reply, voice, WechatBotError } from '@wechatbot/core'

/** The file is read when it is sent. A new picture of the same name needs no restart. */
export interface FileReply {
  readonly type: 'image' | 'voice'
  readonly path: string
}

interface Written {
  readonly type: 'image' | 'voice'
  readonly file: string | URL
}

export function namesFile(value: unknown): value is Written {
  const { type, file } = (value ?? {}) as Partial<Written>
  return (type === 'image' || type === 'voice') && (typeof file === 'string' || file instanceof URL)
}

/** The replies of a rule with absolute paths. @param folder where the paths begin */
export function fromFolder(reply: unknown, folder: string): unknown {
  if (Array.isArray(reply)) return reply.map((it) => fromFolder(it, folder))
  return namesFile(reply) ? { ...reply, file: pathOf(reply.file, folder) } : reply
}

/** @throws WechatBotError BAD_REPLY that names the path when the file does not exist. */
export function toFileReply({ type, file, ...rest }: Written): FileReply {
  const path = pathOf(file, '.')
  const others = Object.keys(rest)
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
  const expected = others.length > 0 ? `${type} to have type, file` : `a file at ${path}`
  if (isFile && others.length === 0) return { type, path }
  const got = others.length > 0 ? `"${others[0]}"` : 'none'
  throw new WechatBotError('BAD_REPLY', `reply: expected ${expected}, got ${got}`)
}

/** @throws WechatBotError BAD_CALL when the file was removed since. */
export async function openReply({ type, path }: FileReply): Promise<Reply> {
  try {
    const file = new File([await readFile(path)], basename(path))
    return type === 'image' ? image({ file }) : voice({ file })
  } catch (cause) {
    throw new WechatBotError('BAD_CALL', `expected a file at ${path}, got none`, { cause })
  }
}

/** The absolute path of a path or a `file:` URL. A relative path begins in `folder`. */
export function pathOf(file: string | URL, folder: string): string {
  const isUrl = file instanceof URL || file.startsWith('file:')
  return isUrl ? fileURLToPath(file) : resolve(folder, file)
}
