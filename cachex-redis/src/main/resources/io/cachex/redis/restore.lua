-- Where generations were lost, invalidates everything: nobody knows any more what was invalidated.
-- KEYS  the namespace
-- ARGV  a generation that there was, where messages are numbered, incarnation
-- 1 if they were lost, else 0.
local known = tonumber(ARGV[1])
if (tonumber(redis.call('HGET', KEYS[1], 'q')) or 0) >= known then
  return 0
end
advance(KEYS[1], 't:', known)
draw(ARGV[2], ARGV[3])
return 1
