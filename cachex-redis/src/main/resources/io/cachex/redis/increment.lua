-- Adds to a counter, and gives one that it makes its time.
-- KEYS  counter
-- ARGV  what to add, milliseconds, the end of patience
-- The count as text, for a number would be rounded.
local refusal = late(ARGV[3])
if refusal then
  return refusal
end
local isNew = redis.call('EXISTS', KEYS[1]) == 0
redis.call('INCRBY', KEYS[1], ARGV[1])
local count = redis.call('GET', KEYS[1]) -- before its time begins, which may be over soon
if isNew then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return count
