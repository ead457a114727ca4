/** The table of jobs over SQLite, for core's dispatcher. */
import type { Clock, JobTable } from '@wechatbot/core'
import type { Access } from './access.ts'

export function jobTable(access: Access, clock: Clock): JobTable {
  return {
    put: (job, dueAt) => access.write(({ jobs }) => jobs.put(job, dueAt)),
    postpone: (id, dueAt) => access.write(({ jobs }) => jobs.postpone(id, dueAt)),
    remove: (id) => access.write(({ jobs }) => jobs.remove(id)),
    list: (query) => access.read(({ jobs }) => jobs.list(query)),
    revive: (id, dueAt) => access.write(({ jobs }) => jobs.revive(id, dueAt)),
    untilNext: () => access.read(({ jobs }, now) => jobs.untilNext(now, clock.now())),
    take: (limit, leaseMs, mostTries) =>
      access.write(({ jobs }, now) => jobs.take(now, clock.now(), limit, leaseMs, mostTries)),
    renew: (id, run, leaseMs) => access.write(({ jobs }, now) => jobs.renew(now, id, run, leaseMs)),
    done: (id, run) => access.write(({ jobs }) => jobs.done(id, run)),
    fail: (id, run, failure) => access.write(({ jobs }) => jobs.fail(id, run, failure)),
  }
}
