/**
 * Finds the type of a file by its first bytes, then by its name, then by its label. The label is
 * the least reliable: browsers, servers and libraries write `image/jpg`,
 * `application/octet-stream`, or nothing.
 */

/** The type as a file name ends: `jpg`. */
export type FileType = string

/** The types that WeChat takes, with their labels. */
const LABELS: Readonly<Record<FileType, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  gif: 'image/gif',
  amr: 'audio/amr',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
}

/** Other spellings of a name's ending or of the second half of a label. */
const ALIASES: Readonly<Record<string, FileType>> = {
  jpeg: 'jpg',
  pjpeg: 'jpg',
  'x-png': 'png',
  mpeg: 'mp3',
  mpga: 'mp3',
  'x-mpeg': 'mp3',
  'amr-wb': 'amr',
  'x-amr': 'amr',
}

/** How many bytes {@link fileType} reads. */
export const HEAD_BYTES = 16

/** @returns undefined if neither bytes, name nor label tell the type. */
export function fileType(head: Uint8Array, file: Blob): FileType | undefined {
  return byBytes(head) ?? byName((file as Partial<File>).name) ?? byLabel(file.type)
}

/** The label of a type that WeChat takes. */
export function labelOf(type: FileType): string {
  return LABELS[type] ?? ''
}

function byBytes(head: Uint8Array): FileType | undefined {
  const text = Buffer.from(head).toString('latin1')
  const found = BEGINNINGS.find(([beginning]) => beginning.test(text))
  return found?.[1]
}

/**
 * The first bytes of the six types, and of types that are mistaken for them: an iPhone's pictures,
 * a WebP named .jpg.
 */
const BEGINNINGS: readonly (readonly [beginning: RegExp, type: FileType])[] = [
  [/^\xff\xd8\xff/, 'jpg'],
  [/^\x89PNG\r\n/, 'png'],
  [/^GIF8/, 'gif'],
  [/^#!AMR/, 'amr'],
  // An MP3 begins with a tag, or at once with a frame of layer III.
  [/^ID3|^\xff[\xe2\xe3\xf2\xf3\xfa\xfb]/, 'mp3'],
  [/^.{4}ftyp(M4A|M4B)/s, 'm4a'],
  [/^.{4}ftyp(hei|hev|mif1|msf1)/s, 'heic'],
  [/^.{4}ftypavi/s, 'avif'],
  [/^.{4}ftypqt/s, 'mov'],
  [/^.{4}ftyp/s, 'mp4'],
  [/^RIFF.{4}WEBP/s, 'webp'],
  [/^RIFF.{4}WAVE/s, 'wav'],
  [/^RIFF.{4}AVI/s, 'avi'],
  [/^.?#!SILK/s, 'silk'],
  [/^OggS/, 'ogg'],
  [/^\xff[\xf0\xf1\xf8\xf9]/, 'aac'],
  [/^.E\xdf\xa3/s, 'webm'],
  [/^BM/, 'bmp'],
  [/^(II\*\0|MM\0\*)/, 'tiff'],
  [/^%PDF/, 'pdf'],
  [/^(\xef\xbb\xbf)?\s*<(svg|\?xml|!doctype|html)/i, 'a text with tags'],
]

function byName(name: string | undefined): FileType | undefined {
  const suffix = /\.([\w-]{1,8})$/.exec(name ?? '')?.[1]?.toLowerCase()
  return suffix && (ALIASES[suffix] ?? suffix)
}

function byLabel(label: string): FileType | undefined {
  const [, kind = '', type = ''] = /^\s*(\w+)\/([\w.+-]+)/.exec(label.toLowerCase()) ?? []
  if (type === '' || type === 'octet-stream') return undefined
  // A film's label can end alike: video/mpeg is not MP3.
  if (kind === 'video' && type !== 'mp4') return type
  return ALIASES[type] ?? type
}
