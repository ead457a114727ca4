/** The table of jobs over Redis, for core's dispatcher. */
import type { Clock, Job, JobTable, ListedJob, TakenJob } from '@wechatbot/core'
import {
  END_JOB,
  FAIL_JOB,
  JOB_KEYS,
  LIST_JOBS,
  POSTPONE_JOB,
  PUT_JOB,
  REMOVE_JOB,
  RENEW_JOB,
  REVIVE_JOB,
  TAKE_JOBS,
  UNTIL_NEXT_JOB,
} from './job-scripts.ts'
import type { Keys } from './keys.ts'
import { type Link, unknownAnswer, whole } from './link.ts'

/** A job in the answer of a script. */
type Told = readonly [
  id: string,
  text: string,
  due: string,
  tries: number,
  error: string,
  run: string,
  place?: string,
]

const VANISHED = 'the process that ran it vanished'
/** The number of jobs that are read at a time, to find those of one user. */
const PAGE = 200

/** @param clock decides when jobs are due. Leases end by the clock of Redis. */
export function jobTable(link: Link, keys: Keys, clock: Clock): JobTable {
  const names = JOB_KEYS.map(keys.jobs)
  const evaluate = (script: string, args: readonly (string | number)[]) =>
    link.run(script, names, args)
  const isDone = async (script: string, args: readonly (string | number)[]) => {
    const answer = await evaluate(script, args)
    if (answer !== 0 && answer !== 1) throw unknownAnswer(answer)
    return answer === 1
  }
  const page = async (isDead: boolean, due: string, place: string, limit: number) => {
    const answer = await evaluate(LIST_JOBS, [isDead ? 1 : 0, due, place, limit])
    if (!Array.isArray(answer)) throw unknownAnswer(answer)
    return answer as unknown as readonly Told[]
  }

  return {
    put: async ({ id, ...job }, dueAt) => {
      await isDone(PUT_JOB, [id, JSON.stringify(job), Math.ceil(dueAt)])
    },
    postpone: (id, dueAt) => isDone(POSTPONE_JOB, [id, Math.ceil(dueAt)]),
    remove: (id) => isDone(REMOVE_JOB, [id]),
    list: async ({ state, openid, after, limit }) => {
      const found: (readonly [string, ListedJob])[] = []
      let [due = '-inf', place = ''] = after?.split('.') ?? []
      for (;;) {
        const told = await page(
          state === 'dead',
          due,
          place,
          openid === undefined ? limit + 1 : PAGE,
        )
        for (const each of told) {
          ;[due, place] = [each[2], each[6] ?? '']
          const job = toListed(each)
          if (openid === undefined || job.openid === openid) found.push([`${due}.${place}`, job])
          if (found.length > limit) return found
        }
        if (openid === undefined || told.length < PAGE) return found
      }
    },
    revive: (id, dueAt) => isDone(REVIVE_JOB, [id, Math.ceil(dueAt)]),
    untilNext: async () => {
      const answer = await evaluate(UNTIL_NEXT_JOB, [clock.now()])
      if (typeof answer !== 'string') throw unknownAnswer(answer)
      return answer === '' ? undefined : Number(answer)
    },
    take: async (limit, leaseMs, mostTries) => {
      const args = [clock.now(), limit, whole(leaseMs), mostTries, crypto.randomUUID(), VANISHED]
      const answer = await evaluate(TAKE_JOBS, args)
      if (!Array.isArray(answer) || answer.length !== 2) throw unknownAnswer(answer)
      const [jobs, dead] = answer as unknown as readonly [readonly Told[], readonly Told[]]
      return {
        jobs: jobs.map((told): TakenJob => ({ ...toListed(told), run: told[5] })),
        dead: dead.map(toListed),
      }
    },
    renew: (id, run, leaseMs) => isDone(RENEW_JOB, [id, run, whole(leaseMs)]),
    done: (id, run) => isDone(END_JOB, [id, run]),
    fail: (id, run, { error, state, dueAt }) =>
      isDone(FAIL_JOB, [id, run, error, state === 'dead' ? 1 : 0, Math.ceil(dueAt)]),
  }
}

function toListed([id, text, due, tries, error]: Told): ListedJob {
  return { id, ...textOf(text), dueAt: Number(due), tries, ...(error === '' ? {} : { error }) }
}

/** A text that another program has written there is a job without a name. It must not stop other jobs. */
function textOf(text: string): Omit<Job, 'id'> {
  try {
    const { name, openid, data } = JSON.parse(text) as Omit<Job, 'id'>
    return { name: String(name), data, ...(openid === undefined ? {} : { openid }) }
  } catch {
    return { name: '', data: null }
  }
}
