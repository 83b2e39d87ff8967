-- Removes keys with their leases and counters, holds fills where asked to, and publishes.
-- KEYS  value, lease, counter, hold of each key
-- ARGV  how many keys, channel of ready notes, channel of messages, where they are numbered, incarnation, milliseconds of
--       the hold; the messages' beginnings
-- The first write is one that a server without room allows, and then it allows what follows.
local count = tonumber(ARGV[1])
for i = 1, count do
  local key = 4 * i - 3
  redis.call('DEL', KEYS[key], KEYS[key + 2])
  void(ARGV[2], KEYS[key + 1], KEYS[key + 3])
  if ARGV[6] ~= '0' then
    redis.call('SET', KEYS[key + 3], '1', 'PX', ARGV[6])
  end
end
announce(ARGV[3], ARGV[4], ARGV[5], 7, 0)
return 1
