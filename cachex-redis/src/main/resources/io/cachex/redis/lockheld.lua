-- The server's clock, which run of which server it is, and which locks are still their owners'.
-- KEYS  locks
-- ARGV  1 if the run is wanted, the owners
-- Returns seconds, microseconds, the run or nothing, then 1 or 0 for each lock.
local time = redis.call('TIME')
local run = ARGV[1] == '1' and string.match(redis.call('INFO', 'server'), 'run_id:(%x+)')
local answer = {time[1], time[2], run or ''}
for n = 1, #KEYS do
  answer[n + 3] = redis.call('GET', KEYS[n]) == ARGV[n + 1] and 1 or 0
end
return answer
