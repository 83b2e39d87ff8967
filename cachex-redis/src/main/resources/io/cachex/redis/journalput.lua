-- Puts an entry into one stream and takes away what there was of its id: appends a write, replays a letter, or parks a write.
-- So who asks again, because the answer was lost, has it once.
-- KEYS  as all
-- ARGV  the moment after which it is too late, owner, us for which its sign holds, "w" or "d", id, then fields and values
-- 1, or 0 if the id is another owner's.
local failure = late(ARGV[1])
if failure then
  return failure
end
local me, to, id = ARGV[2], ARGV[4], ARGV[5]
local from, number, holder = place(id)
if holder and holder ~= me then
  return 0
end
if from then
  redis.call('HDEL', SIGNS, '-') -- what only moves is not refused for want of room
end
local added = redis.pcall('XADD', STREAMS[to], '*', unpack(ARGV, 6))
if type(added) == 'table' then
  return added
end
failure = give(STREAMS[to], added, me)
if failure then
  redis.call('XDEL', STREAMS[to], added)
  return failure
end
redis.call('HSET', INDEX, id, to .. added)
if from then
  remove(STREAMS[from], number)
end
sign(me, ARGV[3])
return 1
