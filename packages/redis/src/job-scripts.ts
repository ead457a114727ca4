/**
 * Jobs in Lua. All keys are under one hash tag, because one node must know which job is due first.
 *
 * `waiting` and `dead` are sorted by time. A member is the job's place in 16 digits, then its id. So of two jobs
 * that are due at the same time, the one that was added first comes first. `leases` has the ids of running jobs,
 * sorted by the end of the lease in Redis's time. `jobs` has the texts, which no script reads. `states` has the
 * values that change.
 */

/** KEYS of each script. */
export const JOB_KEYS = ['waiting', 'dead', 'leases', 'jobs', 'states', 'places'] as const

const STATE = `
local WAITING, DEAD, LEASES, JOBS, STATES, PLACES = unpack(KEYS)
local function stateOf(id)
  local json = redis.call('HGET', STATES, id)
  return json and cjson.decode(json)
end
local function keep(id, state) redis.call('HSET', STATES, id, cjson.encode(state)) end
local function member(id, state) return string.format('%016.0f', state.place) .. id end
local function idOf(member) return string.sub(member, 17) end
local function forget(id)
  local state = stateOf(id)
  if not state then return 0 end
  redis.call('ZREM', WAITING, member(id, state))
  redis.call('ZREM', DEAD, member(id, state))
  redis.call('ZREM', LEASES, id)
  redis.call('HDEL', JOBS, id)
  redis.call('HDEL', STATES, id)
  return 1
end
-- It runs no more.
local function rest(id, state)
  state.run = nil
  redis.call('ZREM', LEASES, id)
  keep(id, state)
end
local function bury(id, state)
  local due = redis.call('ZSCORE', WAITING, member(id, state))
  redis.call('ZREM', WAITING, member(id, state))
  redis.call('ZADD', DEAD, due, member(id, state))
end
local function listed(id, state, due)
  return {id, redis.call('HGET', JOBS, id), due, state.tries, state.error or '', state.run or ''}
end
`

const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`

/** ARGV: id, text, due. */
export const PUT_JOB = `${STATE}
local id = ARGV[1]
forget(id)
local state = {place = redis.call('INCR', PLACES), tries = 0}
redis.call('HSET', JOBS, id, ARGV[2])
keep(id, state)
redis.call('ZADD', WAITING, ARGV[3], member(id, state))
return 1
`

/** ARGV: id, due. */
export const POSTPONE_JOB = `${STATE}
local id = ARGV[1]
local state = stateOf(id)
if not state or not redis.call('ZSCORE', WAITING, member(id, state)) then return 0 end
rest(id, state)
redis.call('ZADD', WAITING, ARGV[2], member(id, state))
return 1
`

/** ARGV: id. */
export const REMOVE_JOB = `${STATE}
return forget(ARGV[1])
`

/** ARGV: id, due. */
export const REVIVE_JOB = `${STATE}
local id = ARGV[1]
local state = stateOf(id)
if not state or redis.call('ZREM', DEAD, member(id, state)) == 0 then return 0 end
state.tries = 0
state.error = nil
keep(id, state)
redis.call('ZADD', WAITING, ARGV[2], member(id, state))
return 1
`

/** Lists the jobs after a place. ARGV: 1 for the dead, due, place (16 digits), limit. */
export const LIST_JOBS = `${STATE}
local set = ARGV[1] == '1' and DEAD or WAITING
local limit = tonumber(ARGV[4])
local found, from = {}, 0
while #found < limit do
  local page = redis.call('ZRANGEBYSCORE', set, ARGV[2], '+inf', 'WITHSCORES', 'LIMIT', from, limit)
  for i = 1, #page, 2 do
    local isAfter = tonumber(page[i + 1]) > tonumber(ARGV[2]) or string.sub(page[i], 1, 16) > ARGV[3]
    if isAfter and #found < limit then
      local id = idOf(page[i])
      local job = listed(id, stateOf(id), page[i + 1])
      table.insert(job, string.sub(page[i], 1, 16))
      table.insert(found, job)
    end
  end
  if #page < 2 * limit then return found end
  from = from + limit
end
return found
`

/** Finds the first waiting job that does not run. Few jobs run at one time. */
const FIRST = `
local function first(limit, most)
  local found = {}
  local running = redis.call('ZCARD', LEASES)
  local page = redis.call('ZRANGEBYSCORE', WAITING, '-inf', most, 'WITHSCORES', 'LIMIT', 0, limit + running)
  for i = 1, #page, 2 do
    local id = idOf(page[i])
    if #found < limit and not redis.call('ZSCORE', LEASES, id) then
      table.insert(found, {id = id, due = page[i + 1]})
    end
  end
  return found
end
`

/** ARGV: the time of this process. Gives the milliseconds until a job can be taken, or nothing without a job. */
export const UNTIL_NEXT_JOB = `${NOW}${STATE}${FIRST}
local waits = {}
for _, job in ipairs(first(1, '+inf')) do table.insert(waits, job.due - ARGV[1]) end
local leases = redis.call('ZRANGE', LEASES, 0, 0, 'WITHSCORES')
if leases[2] then table.insert(waits, leases[2] - now) end
if #waits == 0 then return '' end
return string.format('%.0f', math.min(unpack(waits)))
`

/**
 * ARGV: the time of this process, limit, leaseMs, mostTries, an id for these runs, the error of a job whose process
 * vanished.
 */
export const TAKE_JOBS = `${NOW}${STATE}${FIRST}
local jobs, dead = {}, {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', LEASES, '-inf', now)) do
  local state = stateOf(id)
  state.tries = state.tries + 1
  state.error = ARGV[6]
  rest(id, state)
  if state.tries > tonumber(ARGV[4]) then
    bury(id, state)
    table.insert(dead, listed(id, state, redis.call('ZSCORE', DEAD, member(id, state))))
  end
end
for _, job in ipairs(first(tonumber(ARGV[2]), ARGV[1])) do
  local state = stateOf(job.id)
  state.run = ARGV[5] .. job.id
  keep(job.id, state)
  redis.call('ZADD', LEASES, now + ARGV[3], job.id)
  table.insert(jobs, listed(job.id, state, job.due))
end
return {jobs, dead}
`

/** ARGV: id, run, leaseMs. */
export const RENEW_JOB = `${NOW}${STATE}
local state = stateOf(ARGV[1])
if not state or state.run ~= ARGV[2] then return 0 end
redis.call('ZADD', LEASES, now + ARGV[3], ARGV[1])
return 1
`

/** ARGV: id, run. */
export const END_JOB = `${STATE}
local state = stateOf(ARGV[1])
if not state or state.run ~= ARGV[2] then return 0 end
return forget(ARGV[1])
`

/** ARGV: id, run, error, 1 for dead, due. */
export const FAIL_JOB = `${STATE}
local id = ARGV[1]
local state = stateOf(id)
if not state or state.run ~= ARGV[2] then return 0 end
state.tries = state.tries + 1
state.error = ARGV[3]
rest(id, state)
redis.call('ZADD', WAITING, ARGV[5], member(id, state))
if ARGV[4] == '1' then bury(id, state) end
return 1
`
