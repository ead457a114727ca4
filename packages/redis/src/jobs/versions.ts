/**
 * Of the jobs with the same id, the last one counts. BullMQ neither replaces nor removes a job that runs. So a job
 * that is added again is another job for BullMQ, and `versions` has the place of the last one by the id. At the end of
 * a run the worker asks whether the job still counts. `moves` has the new times of jobs that were postponed while
 * they ran.
 */
import type { Keys } from '../keys.ts'
import { type Link, toBoolean, unknownAnswer } from '../link.ts'

/**
 * Gives the place of the job that counted before. KEYS[3] is the job. ARGV: id, place.
 *
 * A job is adopted once, and keeps a mark of it. Without a version nothing else tells a job that is new from one that was
 * removed, is done, or was replaced by one that is done. BullMQ brings each of these again when its process vanishes.
 */
const ADOPT = `
local last = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
if redis.call('EXISTS', KEYS[3]) == 0 or redis.call('HSETNX', KEYS[3], 'adopted', 1) == 0 then return last end
if tonumber(ARGV[2]) > last then
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  redis.call('HDEL', KEYS[2], ARGV[1])
end
return last
`

/** Gives `old`, the time to which the job was moved, or `same`. ARGV: id, place, 1 if the job is done. */
const COUNTS = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 'old' end
local moved = redis.call('HGET', KEYS[2], ARGV[1])
if moved then
  redis.call('HDEL', KEYS[2], ARGV[1])
  return moved
end
if ARGV[3] == '1' then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 'same'
`

/** ARGV: id, place, due. */
const MOVE = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[3])
return 1
`

/** ARGV: id, place. Takes a move back, because BullMQ has moved the job itself. */
const MOVED = `
if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[2], ARGV[1])
`

/** Gives the place, or 0. ARGV: id. */
const FORGET = `
local last = tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or '0')
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
return last
`

/** What a run finds about its job. A number is the time to which the job was moved. */
export type Standing = 'same' | 'old' | number

export type Versions = ReturnType<typeof createVersions>

export function createVersions(link: Link, keys: Keys) {
  const names = [keys.jobs('versions'), keys.jobs('moves')]
  const numberOf = async (script: string, args: readonly (string | number)[], key?: string) => {
    const answer = await link.run(script, key === undefined ? names : [...names, key], args)
    if (typeof answer !== 'number') throw unknownAnswer(answer)
    return answer
  }
  return {
    /** Returns a place that is higher than all others. */
    next: () => link.ask(keys.jobs('places'), (redis) => redis.incr(keys.jobs('places'))),
    /** Lets a job count once, if no later one does. Returns the place of the one before, or 0. */
    adopt: (id: string, place: number, jobKey: string) => numberOf(ADOPT, [id, place], jobKey),
    /** The place of the job that counts; undefined without one. */
    placeOf: async (id: string): Promise<number | undefined> => {
      const [name = ''] = names
      const place = await link.ask(name, (redis) => redis.hget(name, id))
      return place === null ? undefined : Number(place)
    },
    placesOf: async (ids: readonly string[]): Promise<readonly number[]> => {
      const [name = ''] = names
      return (await link.ask(name, (redis) => redis.hmget(name, ...ids))).map(Number)
    },
    standing: async (id: string, place: number, isDone: boolean): Promise<Standing> => {
      const answer = await link.run(COUNTS, names, [id, place, isDone ? 1 : 0])
      if (answer === 'same' || answer === 'old') return answer
      if (typeof answer !== 'string') throw unknownAnswer(answer)
      return Number(answer)
    },
    /** Lets the job run again at `dueAt`. False if another one counts. */
    move: async (id: string, place: number, dueAt: number) =>
      toBoolean(await link.run(MOVE, names, [id, place, dueAt])),
    moved: (id: string, place: number) => numberOf(MOVED, [id, place]),
    /** Returns the place of the job that counted until now, or 0. */
    forget: (id: string) => numberOf(FORGET, [id]),
  }
}
