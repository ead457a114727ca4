/**
 * Files that WeChat's console wants at a domain's root (域名验证). It reads each before it accepts
 * the domain, and again later.
 */

/**
 * A file for the console. The name `MP_verify_AbCd1234.txt` is enough: the content is the part
 * between `MP_verify_` and `.txt`. Any other file needs its content.
 */
export type VerificationFile = string | { readonly name: string; readonly content: string }

/** The shape of a name that tells its content. */
export const VERIFY_NAME = /^MP_verify_([A-Za-z0-9]{1,64})\.txt$/

/** The shape of any other name: one part of a path, without characters that a router reads as a pattern. */
export const FILE_NAME = /^[\w-][\w.-]{0,99}\.txt$/

/** The content of each path, byte for byte. Callers have checked the names. */
export function toVerificationPaths(
  files: readonly VerificationFile[] = [],
): ReadonlyMap<string, string> {
  return new Map(
    files.map((file) => {
      if (typeof file !== 'string') return [`/${file.name}`, file.content]
      // The content ends without a line break: the console compares all bytes.
      return [`/${file}`, VERIFY_NAME.exec(file)?.[1] ?? '']
    }),
  )
}
