/** Lists jobs, as a table for people and as data for programs. */
import type { JobState, Jobs, ListedJob } from '@wechatbot/core'
import { readJobName } from '@wechatbot/core/internal'
import { clean, toJson } from '../terminal/clean.ts'
import { padded, widthOf } from '../terminal/columns.ts'
import { words } from '../words/index.ts'

const { jobs: say } = words

/** The number of jobs that one call to the store reads. */
const PAGE = 500
/** The most jobs that a terminal shows. */
const MOST_LINES = 200

/** All jobs in this state. The job that is due first comes first. */
export async function allJobs(jobs: Jobs, state: JobState): Promise<readonly ListedJob[]> {
  const all: ListedJob[] = []
  let after: string | undefined
  do {
    const page = await jobs.list({ state, limit: PAGE, ...(after === undefined ? {} : { after }) })
    all.push(...page.jobs)
    after = page.next
  } while (after !== undefined)
  return all
}

export function jobsAsJson(jobs: readonly ListedJob[]): string {
  return toJson(
    jobs.map(({ name, dueAt, ...job }) => ({
      ...job,
      ...readJobName(name),
      dueAt: new Date(dueAt).toISOString(),
    })),
    2,
  )
}

/** The jobs as a table. @param timeZone the time zone in which times are shown */
export function jobsAsTable(jobs: readonly ListedJob[], state: JobState, timeZone: string): string {
  if (jobs.length === 0) return state === 'dead' ? say.noneDead : say.none
  const times = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  const { id, due, job, user, tries, error } = say.heads
  const rows = jobs.slice(0, MOST_LINES).map((each) => {
    const { plugin, name } = readJobName(each.name)
    return [
      each.id,
      times.format(each.dueAt),
      plugin === undefined ? name : `${plugin}/${name}`,
      each.openid ?? '-',
      String(each.tries),
      each.error === undefined ? '' : say.error(each.error),
    ]
  })
  const table = [[id, due, job, user, tries, error], ...rows]
  const widths =
    table[0]?.map((_, i) => Math.max(...table.map((row) => widthOf(row[i] ?? '')))) ?? []
  const lines = table.map((row) =>
    row
      .map((cell, i) => padded(cell, widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const rest = jobs.length - rows.length
  return clean([...lines, ...(rest === 0 ? [] : [say.more(rest)])].join('\n'))
}
