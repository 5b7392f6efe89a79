import { luaScript } from './lua-script.ts';

/**
 * Lua that Redis runs as one step each. KEYS[1] holds the value, KEYS[2] the generation, KEYS[3] is there while the key
 * is held. Whatever else lies under the first two (another type, another's text) counts as absent and is overwritten in
 * time.
 */
const TEXT_AT = `
local function text_at(key)
  local reply = redis.pcall('GET', key)
  if type(reply) == 'string' then return reply end
  return false
end
`;

/**
 * ARGV: a generation in case there is none, its life in seconds, the generation of the copy that the caller has (0 for
 * none). Replies with value (or nil), generation and the value's remaining life in milliseconds; instead of the value
 * with 1 when the caller's copy is of this generation and the value still there, which spares the way for it. While the
 * key is held the generation is not kept, so that no fill can name it.
 */
export const READ = luaScript(`${TEXT_AT}
if redis.call('EXISTS', KEYS[3]) == 1 then return {false, ARGV[1], 0} end
local generation = text_at(KEYS[2])
if not generation or not string.find(generation, '^%d+$') then
  generation = ARGV[1]
  redis.call('SET', KEYS[2], generation, 'EX', ARGV[2])
end
if generation == ARGV[3] and redis.call('EXISTS', KEYS[1]) == 1 then return {1, generation, 0} end
return {text_at(KEYS[1]), generation, redis.call('PTTL', KEYS[1])}
`);

/** ARGV: generation that was read, value, its life in milliseconds. Replies with 1 if it was stored, else 0. */
export const FILL = luaScript(`${TEXT_AT}
if text_at(KEYS[2]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`);
