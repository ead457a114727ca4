/** The tables, and the steps that bring a file of an earlier version to this one. */
import type { Connection } from './connection.ts'
import { NotOurs } from './failures.ts'

/** The id in the header of the file: `wcbt`. */
const APPLICATION_ID = 0x77_63_62_74

/**
 * The migrations in order, each applied once. The number that a file has had is its `user_version`. A released
 * migration is never changed. Times are {@link FileTime}'s, in milliseconds. A key begins with its group, so that
 * the rows of one group are neighbours.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE clock (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    boot TEXT NOT NULL,
    zero INTEGER NOT NULL,
    seen INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE turns (
    key TEXT PRIMARY KEY,
    fence INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    lease INTEGER NOT NULL,
    vanished INTEGER NOT NULL,
    phase TEXT NOT NULL,
    ends INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE replies (
    key TEXT PRIMARY KEY,
    reply TEXT NOT NULL,
    ends INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE signatures (
    signature TEXT PRIMARY KEY,
    owner TEXT,
    open_until INTEGER,
    ends INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE entries (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    version TEXT NOT NULL,
    ends INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE late (
    box TEXT NOT NULL,
    place INTEGER NOT NULL,
    id TEXT NOT NULL,
    reply TEXT NOT NULL,
    ends INTEGER NOT NULL,
    PRIMARY KEY (box, place)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE members (
    name TEXT NOT NULL,
    member TEXT NOT NULL,
    ends INTEGER NOT NULL,
    PRIMARY KEY (name, member)
  ) STRICT, WITHOUT ROWID;
  `,
  // A new job's place is above those of all jobs. So of two jobs due at the same time, the one that was added first
  // comes first.
  `
  CREATE TABLE jobs (
    place INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    openid TEXT,
    data TEXT NOT NULL,
    due INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    error TEXT,
    state TEXT NOT NULL,
    run TEXT,
    lease INTEGER
  ) STRICT;
  CREATE INDEX jobs_by_time ON jobs (state, due, place);
  CREATE INDEX jobs_by_user ON jobs (openid, state, due, place) WHERE openid IS NOT NULL;
  CREATE INDEX jobs_that_run ON jobs (lease) WHERE run IS NOT NULL;
  `,
]

/**
 * Brings the file to this version, within the open transaction. An empty file becomes ours.
 * @throws NotOurs for a file of another program, or of a later version.
 */
export function migrate(db: Connection): void {
  const number = (sql: string) => db.row<readonly [number]>(sql)()?.[0] ?? 0
  const version = number('PRAGMA user_version')
  const id = number('PRAGMA application_id')
  if (version === MIGRATIONS.length && id === APPLICATION_ID) return
  const tables = number('SELECT count(*) FROM sqlite_master')
  if (id !== APPLICATION_ID && tables > 0) {
    throw new NotOurs('is a database of another program; name a file of its own for the store')
  }
  if (version > MIGRATIONS.length) {
    throw new NotOurs(
      `was written by a later version of @wechatbot/sqlite (its tables are of version ${version}, this one knows ${MIGRATIONS.length}); install that one, or name another file`,
    )
  }
  for (const sql of MIGRATIONS.slice(version)) db.exec(sql)
  db.exec(`PRAGMA user_version = ${MIGRATIONS.length}; PRAGMA application_id = ${APPLICATION_ID}`)
}
