/**
 * The rows of jobs. `run` names the run that has a job until `lease`, which is a time of FileTime. `due` is a time
 * of the wall clock, because people mean that clock. All methods run in a transaction, except `untilNext` and
 * `list`.
 */
import type { Failure, Job, JobQuery, JobState, ListedJob, Taken, TakenJob } from '@wechatbot/core'
import type { Connection } from './connection.ts'

type Row = readonly [
  place: number,
  id: string,
  name: string,
  openid: string | null,
  data: string,
  due: number,
  tries: number,
  error: string | null,
]
const COLUMNS = 'place, id, name, openid, data, due, tries, error'
const VANISHED = 'the process that ran it vanished'

export class JobRows {
  readonly #put
  readonly #postpone
  readonly #remove
  readonly #pages
  readonly #revive
  readonly #nextDue
  readonly #nextLease
  readonly #vanished
  readonly #vanish
  readonly #due
  readonly #mark
  readonly #renew
  readonly #done
  readonly #fail

  constructor(db: Connection) {
    this.#put = db.change(
      `INSERT OR REPLACE INTO jobs (id, name, openid, data, due, tries, state)
       VALUES (?, ?, ?, ?, ?, 0, 'waiting')`,
    )
    this.#postpone = db.change(
      `UPDATE jobs SET due = ?2, run = NULL, lease = NULL WHERE id = ?1 AND state = 'waiting'`,
    )
    this.#remove = db.change('DELETE FROM jobs WHERE id = ?')
    const page = (where: string) =>
      db.rows<Row>(
        `SELECT ${COLUMNS} FROM jobs WHERE ${where} AND (due, place) > (?, ?)
         ORDER BY due, place LIMIT ?`,
      )
    this.#pages = { all: page('state = ?'), user: page('openid = ? AND state = ?') }
    this.#revive = db.change(
      `UPDATE jobs SET due = ?2, tries = 0, error = NULL, state = 'waiting'
       WHERE id = ?1 AND state = 'dead'`,
    )
    this.#nextDue = db.row<readonly [number]>(
      `SELECT due FROM jobs WHERE state = 'waiting' AND run IS NULL ORDER BY due LIMIT 1`,
    )
    this.#nextLease = db.row<readonly [number | null]>(
      'SELECT min(lease) FROM jobs WHERE run IS NOT NULL',
    )
    this.#vanished = db.rows<Row>(
      `SELECT ${COLUMNS} FROM jobs WHERE run IS NOT NULL AND lease <= ?`,
    )
    this.#vanish = db.change(
      `UPDATE jobs SET run = NULL, lease = NULL, tries = ?2, error = '${VANISHED}', state = ?3
       WHERE id = ?1`,
    )
    this.#due = db.rows<Row>(
      `SELECT ${COLUMNS} FROM jobs WHERE state = 'waiting' AND run IS NULL AND due <= ?
       ORDER BY due, place LIMIT ?`,
    )
    this.#mark = db.row<readonly [string]>(
      'UPDATE jobs SET run = lower(hex(randomblob(8))), lease = ? WHERE id = ? RETURNING run',
    )
    this.#renew = db.change('UPDATE jobs SET lease = ?3 WHERE id = ?1 AND run = ?2')
    this.#done = db.change('DELETE FROM jobs WHERE id = ? AND run = ?')
    this.#fail = db.change(
      `UPDATE jobs SET run = NULL, lease = NULL, tries = tries + 1, error = ?3, state = ?4, due = ?5
       WHERE id = ?1 AND run = ?2`,
    )
  }

  put({ id, name, openid, data }: Job, dueAt: number): void {
    this.#put(id, name, openid ?? null, JSON.stringify(data) ?? 'null', Math.ceil(dueAt))
  }

  postpone(id: string, dueAt: number): boolean {
    return this.#postpone(id, Math.ceil(dueAt)) === 1
  }

  remove(id: string): boolean {
    return this.#remove(id) === 1
  }

  /** The jobs with their places. One job more than the limit, if there is one. */
  list({ state, openid, after, limit }: JobQuery): readonly (readonly [string, ListedJob])[] {
    const [due = Number.MIN_SAFE_INTEGER, place = 0] = after?.split('.').map(Number) ?? []
    const rows =
      openid === undefined
        ? this.#pages.all(state, due, place, limit + 1)
        : this.#pages.user(openid, state, due, place, limit + 1)
    return rows.map((row) => [`${row[5]}.${row[0]}`, toListed(row)])
  }

  revive(id: string, dueAt: number): boolean {
    return this.#revive(id, Math.ceil(dueAt)) === 1
  }

  untilNext(now: number, wall: number): number | undefined {
    const due = this.#nextDue()?.[0]
    const lease = this.#nextLease()?.[0] ?? undefined
    const waits = [due && due - wall, lease && lease - now].filter((ms) => ms !== undefined)
    return waits.length === 0 ? undefined : Math.min(...waits)
  }

  take(now: number, wall: number, limit: number, leaseMs: number, mostTries: number): Taken {
    const dead: ListedJob[] = []
    for (const row of this.#vanished(now)) {
      const job = { ...toListed(row), tries: row[6] + 1, error: VANISHED }
      const state: JobState = job.tries > mostTries ? 'dead' : 'waiting'
      this.#vanish(job.id, job.tries, state)
      if (state === 'dead') dead.push(job)
    }
    const jobs = this.#due(wall, limit).map((row): TakenJob => {
      const run = this.#mark(now + leaseMs, row[1])?.[0] ?? ''
      return { ...toListed(row), run }
    })
    return { jobs, dead }
  }

  renew(now: number, id: string, run: string, leaseMs: number): void {
    this.#renew(id, run, now + leaseMs)
  }

  done(id: string, run: string): void {
    this.#done(id, run)
  }

  fail(id: string, run: string, { error, state, dueAt }: Failure): boolean {
    return this.#fail(id, run, error, state, Math.ceil(dueAt)) === 1
  }
}

function toListed([, id, name, openid, data, dueAt, tries, error]: Row): ListedJob {
  return {
    ...{ id, name, ...(openid === null ? {} : { openid }) },
    ...{ data: dataOf(data), dueAt, tries, ...(error === null ? {} : { error }) },
  }
}

/** A text that another program has written must not stop other jobs. */
function dataOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}
