-- The server's clock, and which locks are still their owners'.
-- KEYS  locks
-- ARGV  their owners
-- Returns seconds, microseconds, then 1 or 0 for each lock.
local time = redis.call('TIME')
local answer = {time[1], time[2]}
for n = 1, #KEYS do
  answer[n + 2] = redis.call('GET', KEYS[n]) == ARGV[n] and 1 or 0
end
return answer
