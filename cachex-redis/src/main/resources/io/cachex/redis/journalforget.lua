-- Forgets entries of one stream that are the owner's, and passes over others.
-- KEYS  as all
-- ARGV  the moment after which it is too late, owner, "w", "d", or "*" for any stream, then ids
local failure = late(ARGV[1])
if failure then
  return failure
end
for n = 4, #ARGV do
  local from, number, holder = place(ARGV[n])
  if holder == ARGV[2] and (ARGV[3] == from or ARGV[3] == '*') then
    remove(STREAMS[from], number)
    redis.call('HDEL', INDEX, ARGV[n])
  end
end
return 1
