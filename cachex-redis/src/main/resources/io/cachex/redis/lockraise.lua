-- Raises the last fencing token to at least this.
-- KEYS  last token
-- ARGV  token, ms for which it is kept
local last = tonumber(redis.call('GET', KEYS[1]) or '') or 0
if tonumber(ARGV[1]) > last then
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return 1
