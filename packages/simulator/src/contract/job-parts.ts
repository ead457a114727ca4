/** What the cases of jobs are made of. */
import assert from 'node:assert/strict'
import type { Job, Jobs, ListedJob, Store } from '@wechatbot/core'

/** Milliseconds since 1970 that have passed and that will not: by whatever clock the store goes. */
export const PAST = 1000
export const NEVER = 8_000_000_000_000_000
/** A page of another size than the list is a multiple of. */
const PAGE = 4
/** Times that something is looked for before it is missed, and milliseconds between them. */
const LOOKS = 200
export const LOOK_MS = 100

export interface JobsContract {
  readonly pass: (ms: number) => Promise<void>
  /** Of the store that was made last, as another process has it. */
  readonly another?: (() => Store | Promise<Store>) | undefined
  readonly jobRetriesMs?: readonly number[] | undefined
}

/** Waits until something is so. */
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

/** Works, and notes what it runs. */
export function collect(jobs: Jobs): ListedJob[] {
  const ran: ListedJob[] = []
  jobs.work(async (it) => ran.push(it))
  return ran
}

/** Over all pages. */
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
