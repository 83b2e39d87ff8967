-- The server's clock, which run of which server it is, and which locks are still their owners'.
-- KEYS  locks
-- ARGV  1 if the run is wanted in any case, the owners
-- Returns seconds, microseconds, the run (nothing if it is not wanted and all are held), then 1 or 0 for each lock.
local time = redis.call('TIME')
local tellsRun = ARGV[1] == '1'
local answer = {time[1], time[2], ''}
for n = 1, #KEYS do
  local isHeld = redis.call('GET', KEYS[n]) == ARGV[n + 1]
  answer[n + 3] = isHeld and 1 or 0
  tellsRun = tellsRun or not isHeld
end
if tellsRun then
  answer[3] = string.match(redis.call('INFO', 'server'), 'run_id:(%x+)') or ''
end
return answer
