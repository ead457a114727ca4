/** Reads and checks rule files, and reads them again when they change. */
import { readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname } from 'node:path'
import type { Clock, Problem } from '@wechatbot/core'
import * as v from 'valibot'
import { decode } from './decode.ts'
import type { PlacedRule } from './literals.ts'
import { fromFolder } from './reply-file.ts'
import { type Row, RowError, readRows } from './rows.ts'
import { ruleSchema } from './rule.ts'

export interface ReadFiles {
  readonly rules: readonly PlacedRule[]
  /** All problems of all files. */
  readonly problems: readonly Problem[]
}

/** Reads and checks rule files in order. A file that cannot be read gives a problem and no exception. */
export function readFiles(paths: readonly string[]): ReadFiles {
  const read = paths.map(readFile)
  return {
    rules: read.flatMap(({ rules }) => rules),
    problems: read.flatMap(({ problems }) => problems),
  }
}

function readFile(path: string): ReadFiles {
  const name = basename(path)
  let rows: readonly Row[]
  try {
    rows = readRows(decode(readFileSync(path)), extname(path).toLowerCase())
  } catch (error) {
    if (error instanceof RowError) return { rules: [], problems: [formProblem(error, name)] }
    const got = error instanceof Error ? error.message : String(error)
    return { rules: [], problems: [{ path: name, expected: `a file of rules at ${path}`, got }] }
  }
  const rules: PlacedRule[] = []
  const problems: Problem[] = []
  for (const row of rows) {
    const place = () => `${name}:${row.line()}`
    if (row.error !== undefined) {
      problems.push(formProblem(row.error, name))
      if (row.fields === undefined) continue
    }
    const checked = v.safeParse(ruleSchema, withFolder(row.fields, dirname(path)))
    if (checked.success && row.error === undefined) rules.push({ rule: checked.output, place })
    else if (!checked.success)
      problems.push(...checked.issues.map((issue) => toProblem(issue, row.fields, place())))
  }
  return { rules, problems }
}

function formProblem({ line, message, got }: RowError, name: string): Problem {
  return { path: `${name}:${line}`, expected: message, got }
}

/** Adds the folder of the rule file, in which pictures and voices are looked for. */
function withFolder(fields: unknown, folder: string): unknown {
  if (typeof fields !== 'object' || fields === null || !('reply' in fields)) return fields
  return { ...fields, reply: fromFolder(fields.reply, folder) }
}

/** A message of a reply's own check: it names the reply and the value that came. */
const OF_REPLY = /^reply: expected (.+), got (.+)$/s

function toProblem(issue: v.BaseIssue<unknown>, fields: unknown, place: string): Problem {
  const keys = (issue.path ?? []).map(({ key }) => String(key))
  const at = keys.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    fields,
  )
  const path = [place, ...(keys.length === 0 ? [] : [keys.join('.')])].join(' ')
  const [, expected = issue.message, got = shown(at)] = OF_REPLY.exec(issue.message) ?? []
  return { path, expected, got }
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** The problems of rules with `when` in a plugin without `hours`. */
export function withoutHours(rules: readonly PlacedRule[]): readonly Problem[] {
  return rules.flatMap(({ rule, place }) => {
    const expected = 'the option hours beside rules or file'
    return rule.when === undefined ? [] : [{ path: `${place()} when`, expected, got: 'none' }]
  })
}

/** One line for each problem. */
export function problemLines(problems: readonly Problem[]): string {
  return problems
    .map(({ path, expected, got }) => `${path}: expected ${expected}, got ${got}`)
    .join('\n  ')
}

const LOOK_MS = 1000
/** A file may take some moments to write. It is read when it has not changed for this time. */
const SETTLE_MS = 200

/**
 * Calls `changed` when a file was written, replaced by rename, made or removed. It looks at size, time and inode
 * each second. Notices of the system do not come for files on network disks and in mounts of containers, and they
 * end when a file is replaced.
 * @returns a function that ends the watch.
 */
export function watchFiles(
  paths: readonly string[],
  clock: Clock,
  changed: () => void,
): () => void {
  let known = stateOf(paths)
  let last = known
  const look = () => {
    const state = stateOf(paths)
    const isSettled = state === last
    last = state
    if (isSettled && state !== known) {
      known = state
      changed()
    }
    timer = clock.setTimeout(look, state === known ? LOOK_MS : SETTLE_MS)
  }
  let timer = clock.setTimeout(look, LOOK_MS)
  return () => clock.clearTimeout(timer)
}

function stateOf(paths: readonly string[]): string {
  return paths
    .map((path) => {
      // throwIfNoEntry covers only a missing file. A folder without permission still throws.
      try {
        const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
        return [ino, size, mtimeNs, ctimeNs].join()
      } catch {
        return 'none'
      }
    })
    .join('\n')
}
