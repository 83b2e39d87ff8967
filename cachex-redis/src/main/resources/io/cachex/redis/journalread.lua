-- What dead owners have left, the writes first, each in the order in which it was put. Only looks.
-- KEYS  as all
-- ARGV  who asks, us for which its sign holds, how many entries and how many bytes at most, then owners to be passed over
-- For each: "w" or "d", its number, its owner, and its fields and values.
sign(ARGV[1], ARGV[2])
local passed = {}
for n = 5, #ARGV do
  passed[ARGV[n]] = true
end
local most, room, answer = tonumber(ARGV[3]), tonumber(ARGV[4]), {}
local held = {w = owners(KEYS[1]), d = owners(KEYS[2])}
for _, place in ipairs({'w', 'd'}) do
  local stream, left = STREAMS[place], {}
  for who in pairs(held[place]) do
    if who ~= ARGV[1] and not passed[who] and isDead(who, tonumber(ARGV[2])) then
      for _, one in ipairs(pending(stream, GROUP, '-', '+', most, who)) do
        local ms, seq = string.match(one[1], '^(%d+)-(%d+)$')
        left[#left + 1] = {one[1], who, tonumber(ms), tonumber(seq)}
      end
    end
  end
  table.sort(left, function(a, b)
    return a[3] < b[3] or a[3] == b[3] and a[4] < b[4]
  end)
  for _, one in ipairs(left) do
    if #answer >= most or room <= 0 then
      return answer
    end
    local entry = redis.call('XRANGE', stream, one[1], one[1])[1]
    if entry then
      for _, part in ipairs(entry[2]) do
        room = room - #part
      end
      answer[#answer + 1] = {place, one[1], one[2], entry[2]}
    else
      redis.call('XACK', stream, GROUP, one[1]) -- somebody has deleted it
    end
  end
end
local known = redis.call('HGETALL', SIGNS)
for n = 1, #known, 2 do
  local who = known[n]
  if who ~= '' and tonumber(known[n + 1]) <= now() and not held.w[who] and not held.d[who] then
    dismiss(who)
  end
end
return answer
