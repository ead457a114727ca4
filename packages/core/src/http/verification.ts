/**
 * Files that WeChat's console wants at a domain's root (域名验证): it asks for each before it takes the domain,
 * and again later.
 */

/**
 * `MP_verify_AbCd1234.txt`, as the console names the file it offers for download: what it says is the part
 * between `MP_verify_` and `.txt`, so that the name alone is enough. Any other file needs its content.
 */
export type VerificationFile = string | { readonly name: string; readonly content: string }

/** The shape of a name whose content is known by it. */
export const VERIFY_NAME = /^MP_verify_([A-Za-z0-9]{1,64})\.txt$/

/** The shape of any other name: one part of a path, and nothing that a router would read as a pattern. */
export const FILE_NAME = /^[\w-][\w.-]{0,99}\.txt$/

/** What each path answers, byte for byte. Names have been checked. */
export function toVerificationPaths(
  files: readonly VerificationFile[] = [],
): ReadonlyMap<string, string> {
  return new Map(
    files.map((file) => {
      if (typeof file !== 'string') return [`/${file.name}`, file.content]
      // Without a line break: the console compares all that came.
      return [`/${file}`, VERIFY_NAME.exec(file)?.[1] ?? '']
    }),
  )
}
