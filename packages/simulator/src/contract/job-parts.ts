/** Parts of the test cases for jobs. */
import assert from 'node:assert/strict'
import type { Job, Jobs, ListedJob, Store } from '@wechatbot/core'

/** Milliseconds since 1970: a time in the past and a time in the future, by any clock that a store may have. */
export const PAST = 1000
export const NEVER = 8_000_000_000_000_000
/** The size of a page. The length of the list is no multiple of it. */
const PAGE = 4
/** How often a test looks before it fails, and the milliseconds between two looks. */
const LOOKS = 200
export const LOOK_MS = 100

export interface JobsContract {
  readonly pass: (ms: number) => Promise<void>
  /** Opens the store that was made last once more, as another process would. */
  readonly another?: (() => Store | Promise<Store>) | undefined
  readonly jobRetriesMs?: readonly number[] | undefined
}

/** Waits until the condition is true. */
export function untilBy(pass: JobsContract['pass']) {
  return async (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> => {
    for (let looks = 0; looks < LOOKS; looks += 1) {
      if (await isSo()) return
      await pass(LOOK_MS)
    }
    assert.fail(`waited for ${what}`)
  }
}

export function job(id: string): Job {
  return { id, name: 'spec', data: null }
}

/** Works on the jobs, and notes each job that runs. */
export function collect(jobs: Jobs): ListedJob[] {
  const ran: ListedJob[] = []
  jobs.work(async (it) => ran.push(it))
  return ran
}

/** All jobs, from all pages. */
export async function allOf(
  jobs: Jobs,
  state: 'waiting' | 'dead',
  openid?: string,
): Promise<readonly ListedJob[]> {
  const all: ListedJob[] = []
  let after: string | undefined
  do {
    const from = { ...(after === undefined ? {} : { after }) }
    const about = openid === undefined ? {} : { openid }
    const page = await jobs.list({ state, limit: PAGE, ...from, ...about })
    assert.ok(page.jobs.length <= PAGE, `a page of ${page.jobs.length}`)
    all.push(...page.jobs)
    after = page.next
  } while (after !== undefined)
  return all
}
