-- Makes entries of dead owners one's own, each only once, whoever else asks; says the same again if its answer was lost.
-- KEYS  as all
-- ARGV  who asks, us for which its sign holds, then by turns "w" or "d", number and id
-- For each 1 if it is one's own now, else 0.
local me, answer = ARGV[1], {}
for n = 3, #ARGV, 3 do
  local stream, number = STREAMS[ARGV[n]], ARGV[n + 1]
  local holder = owner(stream, number)
  local mine = holder == me
  if holder and not mine and isDead(holder, tonumber(ARGV[2])) then
    local failure = give(stream, number, me)
    if failure then
      return failure
    end
    redis.call('HDEL', SIGNS, '-')
    redis.call('HSET', INDEX, ARGV[n + 2], ARGV[n] .. number)
    mine = true
  end
  answer[#answer + 1] = mine and 1 or 0
end
return answer
