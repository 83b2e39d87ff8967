-- The server's clock, and the last number and the incarnation of each namespace.
-- KEYS  the namespaces' hashes
-- ARGV  an incarnation for those that have none
-- Returns seconds, microseconds, then number and incarnation by turns.
-- An error if this is a replica: it hears late of what the master has acknowledged, or never, and so proves nothing.
if string.find(redis.call('INFO', 'replication'), 'role:slave', 1, true) then
  return redis.error_reply('READONLY a replica proves nothing')
end
local time = redis.call('TIME')
local answer = {time[1], time[2]}
for n = 1, #KEYS do
  local state = redis.call('HMGET', KEYS[n], 's', 'i')
  local incarnation = state[2]
  if not incarnation then
    redis.call('HDEL', KEYS[n], '') -- a server without room refuses what follows, unless the script has written before
    redis.call('HSET', KEYS[n], 'i', ARGV[1])
    incarnation = ARGV[1]
  end
  answer[2 * n + 1] = state[1] or '0'
  answer[2 * n + 2] = incarnation
end
return answer
