/** Reads files of the bot, to send them. Core reads no files. */
import { openAsBlob } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WechatBotError } from '@wechatbot/core/internal/errors'

/**
 * A file from disk, for `image` and `voice`: `image({ file: await openFile('menu.jpg') })`. A relative path begins
 * at the working directory; `new URL('menu.jpg', import.meta.url)` begins at the program's folder. The bytes are
 * read when the file is sent.
 * @throws WechatBotError BAD_CALL that names the path, when the file is missing or cannot be read.
 */
export async function openFile(file: string | URL): Promise<File> {
  const isUrl = file instanceof URL || file.startsWith('file:')
  const path = isUrl ? fileURLToPath(file) : resolve(file)
  try {
    // Checked first: openAsBlob accepts a folder, and its error for a missing file does not name the path.
    await access(path, constants.R_OK)
    if ((await stat(path)).isDirectory()) throw Object.assign(new Error(path), { code: 'EISDIR' })
    return new File([await openAsBlob(path)], basename(path))
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException
    const from = isUrl || path === file ? '' : ` ("${file}" from the working directory)`
    throw new WechatBotError(
      'BAD_CALL',
      `expected a file at ${path}${from}, got ${code ?? message}`,
      {
        cause,
      },
    )
  }
}
