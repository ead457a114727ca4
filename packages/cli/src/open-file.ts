/** Files of the bot's own, to be sent. Core reads none. */
import { openAsBlob } from 'node:fs'
import { access, constants, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { WechatBotError } from '@wechatbot/core'

/**
 * A file from disk, for `image` and `voice`: `image({ file: await openFile('menu.jpg') })`. A path begins at
 * the working directory; `new URL('menu.jpg', import.meta.url)` is beside the program. Its bytes are read
 * when it is sent.
 * @throws WechatBotError BAD_CALL that names the path, when there is no such file or it cannot be read.
 */
export async function openFile(file: string | URL): Promise<File> {
  const isUrl = file instanceof URL || file.startsWith('file:')
  const path = isUrl ? fileURLToPath(file) : resolve(file)
  try {
    // openAsBlob takes a folder, and what it says of a file that is not there names none.
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
