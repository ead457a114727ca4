/** The pictures and voices that the user of the page sends from this machine. The bot can load them as from WeChat. */
import type { FakeApi } from '@wechatbot/simulator'
import { CommandError } from './commands.ts'

const MB = 1024 * 1024
/** The newest files are kept. `wechatbot dev` may run for days. */
const MAX_KEPT_BYTES = 64 * MB

/** What WeChat takes: the limit in bytes, and the suffix for each content type. */
const KINDS: Readonly<Record<string, Kind>> = {
  image: {
    most: 10 * MB,
    suffixes: { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' },
  },
  voice: { most: 2 * MB, suffixes: { 'audio/amr': 'amr', 'audio/mpeg': 'mp3' } },
}

interface Kind {
  readonly most: number
  readonly suffixes: Readonly<Record<string, string>>
}

/** A file on its way from the page. */
export interface LocalFile {
  readonly kind: 'image' | 'voice'
  /** The content type. */
  readonly type: string
  readonly bytes: Buffer
}

/** The most bytes of a file of this kind. @throws CommandError when users cannot send such a file. */
export function mostBytes(kind: string | null, type: string): number {
  const known = Object.hasOwn(KINDS, kind ?? '') ? KINDS[kind ?? ''] : undefined
  if (known !== undefined && Object.hasOwn(known.suffixes, type)) return known.most
  const types = Object.entries(KINDS).map(
    ([name, { suffixes }]) => `${name} (${Object.values(suffixes).join(', ')})`,
  )
  throw new CommandError(`the file: expected ${types.join(' or ')}, got ${kind} of type "${type}"`)
}

export class LocalFiles {
  readonly #files = new Map<string, Blob>()
  #bytes = 0

  get(id: string): Blob | undefined {
    return this.#files.get(id)
  }

  /**
   * Keeps a file. With an API the bot can also download it there, by the same id.
   * @param urlOf the address of the file with this id
   * @returns the fields of the push that carries the file
   */
  async add(
    { kind, type, bytes }: LocalFile,
    api: FakeApi | undefined,
    urlOf: (id: string) => string,
  ): Promise<Readonly<Record<string, string>>> {
    const suffix = KINDS[kind]?.suffixes[type] ?? ''
    const file = new Blob([new Uint8Array(bytes)], { type })
    const id = (await uploaded(api, kind, file, suffix)) ?? crypto.randomUUID()
    this.#files.set(id, file)
    this.#bytes += file.size
    for (const [old, { size }] of this.#files) {
      if (this.#bytes <= MAX_KEPT_BYTES) break
      this.#files.delete(old)
      this.#bytes -= size
    }
    return kind === 'image' ? { PicUrl: urlOf(id), MediaId: id } : { MediaId: id, Format: suffix }
  }
}

async function uploaded(
  api: FakeApi | undefined,
  kind: string,
  file: Blob,
  suffix: string,
): Promise<string | undefined> {
  if (api === undefined) return undefined
  const form = new FormData()
  form.set('media', file, `local.${suffix}`)
  const { media_id: id } = (await api.library.upload(kind, form)) as { readonly media_id?: string }
  return id
}
