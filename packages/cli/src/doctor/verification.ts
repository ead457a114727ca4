/** Examines whether the files that WeChat's console wants at the domain's root can be read from outside. */
import type { VerificationFile } from '@wechatbot/core'
import { toVerificationPaths } from '@wechatbot/core/internal'
import type { Words } from '../words/index.ts'
import { type Finding, fail, ok, textOf } from './finding.ts'

type VerificationWords = Words['doctor']['verification']

/** @param given any URL of the domain. Without it nothing is tried. */
export async function examineVerification(
  files: readonly VerificationFile[] | undefined,
  given: URL | undefined,
  say: VerificationWords,
): Promise<readonly Finding[]> {
  if (given === undefined) return []
  const asked = [...toVerificationPaths(files)].map(([path, content]) =>
    examineFile(new URL(path, given), content, say),
  )
  return Promise.all(asked)
}

async function examineFile(url: URL, content: string, say: VerificationWords): Promise<Finding> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5000) })
    const body = Buffer.from(await response.arrayBuffer()).toString()
    if (response.status === 200 && body === content) {
      return ok('verification', say.served(url.href))
    }
    const why = explain(response.status, body, content, say)
    return fail('verification', say.wrong(url.href, why))
  } catch (error) {
    return fail('verification', say.unreachable(url.href, textOf(error)))
  }
}

function explain(status: number, body: string, content: string, say: VerificationWords): string {
  if (status === 200 && body.trim() === content) return say.changed
  if (status === 404) return say.notFound
  return say.other(content.length, status, body.length)
}
