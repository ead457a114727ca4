/**
 * The steps of a turn, in Lua. Leases end by the clock of Redis, so that the clocks of the instances do not matter.
 *
 * A turn is a hash: `fence`, `attempts`, `lease` (its end in milliseconds), `vanished` (the number of owners whose
 * lease ended while they ran the turn), `waiting` (the owner has not begun), `done`. The reply has a key of its
 * own, because it is forgotten first.
 */
import { MAX_VANISHED } from '@wechatbot/core'
import { NOW } from './scripts.ts'

/**
 * Runs a function for each message. If a key of one message has the wrong type, the error is the answer of that
 * message alone. Any other error ends the script.
 */
const EACH = `
local function each(count, one)
  local answers = {}
  for i = 1, count do
    local done, answer = pcall(one, i)
    if not done then
      local why = type(answer) == 'table' and answer.err or answer
      local isOfOne = why:find('WRONGTYPE') or why:find('not an integer') or why:find(': attempt to ')
      if not isOfOne then error(answer) end
      answer = {err = why}
    end
    answers[i] = answer
  end
  return answers
end
`

/**
 * Prolongs the lease. A turn must not be forgotten while its handler runs: a second owner would begin. `key` is the
 * turn's.
 */
const LEASE = `
local function lease(key, ms)
  redis.call('HSET', key, 'lease', text(now + ms))
  if redis.call('PTTL', key) < tonumber(ms) then redis.call('PEXPIRE', key, ms) end
end
`

/** `key` is the turn's. `counted` is 1 for an attempt, else 0. `settling` is '1' while no turn may be taken over. */
const TAKE = `${LEASE}
local function take(key, reply, leaseMs, ttlMs, counted, settling)
  local fence = redis.call('HGET', key, 'fence')
  if not fence then
    -- The time: higher than any fence of this turn, should it have been forgotten meanwhile.
    local first = text(now)
    redis.call('HSET', key, 'fence', first, 'attempts', 1, 'lease', text(now + leaseMs))
    redis.call('PEXPIRE', key, math.max(ttlMs, leaseMs))
    return {'run', 1, first}
  end
  local attempts = redis.call('HINCRBY', key, 'attempts', counted)
  local turn = redis.call('HMGET', key, 'done', 'lease', 'waiting')
  if turn[1] then return {'done', attempts, redis.call('GET', reply)} end
  if tonumber(turn[2]) > now or settling == '1' then return {'wait', attempts} end
  local vanished = redis.call('HINCRBY', key, 'vanished', turn[3] and 0 or 1)
  local next = text(math.max(now, fence + 1))
  redis.call('HSET', key, 'fence', next)
  redis.call('HDEL', key, 'waiting')
  lease(key, leaseMs)
  return {vanished < ${MAX_VANISHED} and 'run' or 'poison', attempts, next}
end
`

/**
 * Whether the signature belongs to the owner, from now on or already. The owner is the key of a turn, or one like it for
 * a handshake. The signature's value is the digest of the owner, because the whole key would be long. For a push that
 * did not come whole, the value is `open:` and the end of that state. Needs `now`.
 */
const OWN = `
local function own(key, owner, ms)
  local digest = redis.sha1hex(owner)
  local bound = redis.call('GET', key)
  local open = bound and string.match(bound, '^open:(%d+)$')
  if bound and not open then return bound == digest end
  if open and tonumber(open) <= now then return false end
  redis.call('SET', key, digest, 'PX', ms)
  return true
end
`

/** KEYS: signature. ARGV: the owner, ttlMs. */
export const BIND = `${NOW}${OWN}
return own(KEYS[1], ARGV[1], ARGV[2]) and 1 or 0
`

/** KEYS: signature. ARGV: withinMs, ttlMs. */
export const LEAVE_OPEN = `${NOW}
redis.call('SET', KEYS[1], 'open:' .. text(now + ARGV[1]), 'PX', ARGV[2], 'NX')
return 1
`

/**
 * For each message, KEYS: turn, reply, signature, or the turn again if there is none. ARGV: leaseMs, ttlMs, settling.
 */
export const CLAIM = `${NOW}${TAKE}${OWN}${EACH}
return each(#KEYS / 3, function(i)
  local turn, reply, signature = KEYS[3 * i - 2], KEYS[3 * i - 1], KEYS[3 * i]
  local leaseMs, ttlMs, settling = ARGV[3 * i - 2], ARGV[3 * i - 1], ARGV[3 * i]
  if signature ~= turn and not own(signature, turn, ttlMs) then return {'replay'} end
  return take(turn, reply, leaseMs, ttlMs, 1, settling)
end)
`

/** Lets a waiter ask for the turn. KEYS: turn, reply. ARGV: leaseMs, ttlMs, settling. */
export const LOOK = `${NOW}${TAKE}
return take(KEYS[1], KEYS[2], ARGV[1], ARGV[2], 0, ARGV[3])
`

/** KEYS: turn. ARGV: fence, leaseMs, whether the owner waits. */
export const RENEW = `${NOW}${LEASE}
local turn = redis.call('HMGET', KEYS[1], 'fence', 'done')
if turn[1] ~= ARGV[1] or turn[2] then return 0 end
if ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'waiting', 1)
else redis.call('HDEL', KEYS[1], 'waiting') end
lease(KEYS[1], ARGV[2])
return 1
`

/** For each message, KEYS: turn, reply. ARGV: fence, the reply, how long it is kept. */
export const FINISH = `${EACH}
return each(#KEYS / 2, function(i)
  local key, name = KEYS[2 * i - 1], KEYS[2 * i]
  local fence, reply, keptMs = unpack(ARGV, 3 * i - 2, 3 * i)
  local turn = redis.call('HMGET', key, 'fence', 'done')
  if turn[1] ~= fence or turn[2] then return 0 end
  redis.call('HSET', key, 'done', 1)
  redis.call('SET', name, reply, 'PX', keptMs)
  return 1
end)
`

/**
 * Reports a turn that a process ran alone while Redis was away. Later callers need not run it again. KEYS: turn,
 * reply. ARGV: ttlMs, the reply, how long it is kept.
 */
export const REPORT = `
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'fence', 0, 'attempts', 1, 'lease', 0, 'done', 1)
redis.call('PEXPIRE', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
`
