/** The steps that must be atomic, in Lua: of late replies, values and sets. Those of turns are in turn-scripts.ts. */

/** The clock of Redis, so that the clocks of the instances do not matter. */
export const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- A large number as text would be rounded.
local function text(number) return string.format('%.0f', number) end
`

/**
 * A box is a hash of id to `end|number|reply`. The numbers give the order. Entries whose time is over are left out
 * and removed at the same time.
 */
const OPEN = `
local function open()
  local fields = redis.call('HGETALL', KEYS[1])
  local found = {}
  for i = 1, #fields, 2 do
    local ends, number, reply = string.match(fields[i + 1], '^(%d+)|(%d+)|(.*)$')
    if ends then
      if tonumber(ends) > now then
        table.insert(found, {id = fields[i], number = tonumber(number), reply = reply})
      else
        redis.call('HDEL', KEYS[1], fields[i])
      end
    end
  end
  table.sort(found, function(a, b) return a.number < b.number end)
  return found
end
`

/** KEYS: box. ARGV: id, the reply, ttlMs. */
export const PUT = `${NOW}
local number = redis.call('HINCRBY', KEYS[1], '#', 1)
redis.call('HSET', KEYS[1], ARGV[1], text(now + ARGV[3]) .. '|' .. number .. '|' .. ARGV[2])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 1
`

/** Lists all entries, the oldest first. KEYS: box. */
export const LIST = `${NOW}${OPEN}
local replies = {}
for i, entry in ipairs(open()) do replies[i] = entry.reply end
return replies
`

/** Gives whether the entry was there and its time was not over. KEYS: box. ARGV: id. */
export const REMOVE = `${NOW}
local kept = redis.call('HGET', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[1], ARGV[1])
local ends = kept and string.match(kept, '^(%d+)|')
return ends and tonumber(ends) > now and 1 or 0
`

/** Gives a value and its version. A value without a version gets the version in ARGV. KEYS: value. */
export const ENTRY = `
local kept = redis.call('GET', KEYS[1])
if not kept or string.find(kept, '^#[^|]*|') then return kept end
kept = '#' .. ARGV[1] .. '|' .. kept
redis.call('SET', KEYS[1], kept, 'KEEPTTL')
return kept
`

/**
 * KEYS: value. ARGV: the version that the value must have, or nothing; the new version and value; ttlMs or nothing.
 */
export const REPLACE = `
local kept = redis.call('GET', KEYS[1])
local version = kept and (string.match(kept, '^#([^|]*)|') or 'none')
if (version or '') ~= ARGV[1] then return 0 end
if ARGV[3] == '' then redis.call('SET', KEYS[1], ARGV[2])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
return 1
`

/**
 * The number of ended members that each addition removes. It is larger than one, so that ended members become
 * fewer.
 */
const SWEPT = 2

/** KEYS: members, ends. ARGV: member, ttlMs. */
export const ADD_MEMBER = `${NOW}
redis.call('ZADD', KEYS[1], 0, ARGV[1])
redis.call('ZADD', KEYS[2], text(now + ARGV[2]), ARGV[1])
for _, over in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', text(now), 'LIMIT', 0, ${SWEPT})) do
  redis.call('ZREM', KEYS[1], over)
  redis.call('ZREM', KEYS[2], over)
end
for i = 1, 2 do
  if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[i], ARGV[2]) end
end
return 1
`

/** KEYS: members, ends. ARGV: member. */
export const REMOVE_MEMBER = `
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1
`

/** Gives one member more than the limit, if there is one. KEYS: members, ends. ARGV: from where, how many. */
export const LIST_MEMBERS = `${NOW}
local from, limit = ARGV[1], tonumber(ARGV[2])
local found = {}
while #found <= limit do
  local page = redis.call('ZRANGEBYLEX', KEYS[1], from, '+', 'LIMIT', 0, limit + 1)
  for _, member in ipairs(page) do
    local ends = redis.call('ZSCORE', KEYS[2], member)
    if ends and tonumber(ends) > now and #found <= limit then table.insert(found, member) end
  end
  if #page <= limit then return found end
  from = '(' .. page[#page]
end
return found
`
