-- Takes a lock that is free.
-- KEYS  lock, last token
-- ARGV  owner, ms until it expires, ms for which the last token is kept, 1 if the uptime is wanted
-- Returns 1, the fencing token and the server's uptime in seconds, if wanted. The token is above the last one, and at least the clock in microseconds; so it grows also after the
-- last one was lost, unless the clock went back. Or 0 and how the owner begins who holds the lock.
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then
  local owner = redis.pcall('GET', KEYS[1])
  return {0, type(owner) == 'string' and string.sub(owner, 1, 8) or ''}
end
local time = redis.call('TIME')
local token = time[1] * 1000000 + time[2]
local last = tonumber(redis.call('GET', KEYS[2]) or '') or 0
if last >= token then
  token = last + 1
end
local text = string.format('%.0f', token)
redis.call('SET', KEYS[2], text, 'PX', ARGV[3])
local uptime = ARGV[4] == '1' and string.match(redis.call('INFO', 'server'), 'uptime_in_seconds:(%d+)')
return {1, text, uptime or '0'}
