/** Lists jobs, as a table for people and as data for programs. */
import type { JobState, Jobs, ListedJob } from '@wechatbot/core'
import { readJobName } from '@wechatbot/core/internal'
import type { Masker } from '../config/masker.ts'
import { clean, toJson } from '../terminal/clean.ts'
import { padded, shortened, widthOf } from '../terminal/columns.ts'
import { words } from '../words/index.ts'

const { jobs: say } = words

/** The number of jobs that one call to the store reads. */
const PAGE = 500
/** The most jobs that a terminal shows. */
const MOST_LINES = 200
/** The columns of a job's data. Its text may be long; --json has all of it. */
const DATA_WIDTH = 50

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

/** How a table shows jobs. */
export interface Shown {
  /** Of its times. @default 'UTC' */
  readonly timeZone: string | undefined
  /** For the data of jobs, which is whatever their author has put there. */
  readonly masker: Masker
}

export function jobsAsTable(
  jobs: readonly ListedJob[],
  state: JobState,
  { timeZone = 'UTC', masker }: Shown,
): string {
  if (jobs.length === 0) return state === 'dead' ? say.noneDead : say.none
  const times = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  })
  const { id, due, job, user, tries, data, error } = say.heads
  const rows = jobs.slice(0, MOST_LINES).map((each) => {
    const { plugin, name } = readJobName(each.name)
    return [
      each.id,
      times.format(each.dueAt),
      plugin === undefined ? name : `${plugin}/${name}`,
      each.openid ?? '-',
      String(each.tries),
      shortened(masker.mask(toJson(each.data)), DATA_WIDTH),
      each.error === undefined ? '' : say.error(each.error),
    ]
  })
  const table = [[id, `${due} (${timeZone})`, job, user, tries, data, error], ...rows]
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
