import { luaScript } from './lua-script.ts';

/**
 * Lua that Redis runs as one step each. Under the key of a fact lies its value behind an equals sign, `fill:` and a permit, or
 * `held:` and the token of its only hold, or without one where others have held it too. Anything else (another type, another's
 * text) counts as absent and is overwritten. Who holds it is in a sorted set beside it, by the time at which the hold ends by itself.
 */
const TEXT_AT = `
local function text_at(key)
  local reply = redis.pcall('GET', key)
  if type(reply) == 'string' then return reply end
  return ''
end
`;

/**
 * KEYS: one where nothing is, then facts. ARGV: a permit, its life in milliseconds. Replies for each with its text, 1 where the
 * permit counts from now on, or 0. Deletes nothing: so that a Redis that only copies another refuses, as its values may be old.
 */
export const READ = luaScript(`${TEXT_AT}
redis.call('DEL', KEYS[1])
local replies = {}
for at = 2, #KEYS do
  local text = text_at(KEYS[at])
  if string.sub(text, 1, 1) == '=' then
    replies[at - 1] = text
  elseif string.sub(text, 1, 5) == 'held:' or string.sub(text, 1, 5) == 'fill:' then
    replies[at - 1] = 0
  else
    redis.call('SET', KEYS[at], 'fill:' .. ARGV[1], 'PX', ARGV[2])
    replies[at - 1] = 1
  end
end
return replies
`);

/** KEYS: facts. ARGV: the permit, the life of values in milliseconds, a text for each fact. */
export const FILL = luaScript(`${TEXT_AT}
for at, key in ipairs(KEYS) do
  if text_at(key) == 'fill:' .. ARGV[1] then redis.call('SET', key, ARGV[at + 2], 'PX', ARGV[2]) end
end
return 1
`);

/** KEYS: facts. ARGV: a text for each. Deletes those that still have it. */
export const DROP = luaScript(`${TEXT_AT}
for at, key in ipairs(KEYS) do
  if text_at(key) == ARGV[at] then redis.call('DEL', key) end
end
return 1
`);

/** Takes out of a set of holders who is over, and `gone`. @returns how many are left */
const OTHERS_THAN = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function others_than(gone, holders)
  redis.pcall('ZREM', holders, gone)
  redis.pcall('ZREMRANGEBYSCORE', holders, '-inf', now)
  local count = redis.pcall('ZCARD', holders)
  if type(count) == 'number' then return count end
  return 0
end
`;

/**
 * KEYS: facts, and after each who holds it. ARGV: a token, the longest life of a hold in milliseconds. Replies for each with its
 * text where nobody else holds it, otherwise with nothing. What is deleted first makes a full Redis take the rest.
 */
export const HOLD = luaScript(`${TEXT_AT}${OTHERS_THAN}
local texts = {}
for at = 1, #KEYS, 2 do
  local fact, holders = KEYS[at], KEYS[at + 1]
  local text = text_at(fact)
  redis.call('DEL', fact)
  local only_one = ''
  texts[(at + 1) / 2] = ''
  if others_than(ARGV[1], holders) == 0 then
    redis.call('DEL', holders)
    only_one = ARGV[1]
    if string.sub(text, 1, 1) == '=' then texts[(at + 1) / 2] = text end
  end
  redis.call('ZADD', holders, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', holders, ARGV[2])
  redis.call('SET', fact, 'held:' .. only_one, 'PX', ARGV[2])
end
return texts
`);

/**
 * KEYS as in a hold. ARGV: its token, the life of values in milliseconds, for each fact a text or nothing. What others hold stays
 * held. A text is stored if nobody else has held the fact at any moment of this hold: then it cannot be from before a change.
 */
export const RELEASE = luaScript(`${TEXT_AT}${OTHERS_THAN}
for at = 1, #KEYS, 2 do
  local fact, holders = KEYS[at], KEYS[at + 1]
  local value = ARGV[(at + 1) / 2 + 2]
  local is_only_one = text_at(fact) == 'held:' .. ARGV[1]
  redis.call('DEL', fact)
  if others_than(ARGV[1], holders) > 0 then
    redis.call('SET', fact, 'held:', 'PX', redis.call('PTTL', holders))
  else
    redis.call('DEL', holders)
    if is_only_one and value ~= '' then redis.call('SET', fact, value, 'PX', ARGV[2]) end
  end
end
return 1
`);
