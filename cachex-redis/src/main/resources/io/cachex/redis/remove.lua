-- Removes keys with their leases and counters, holds fills where asked to, and publishes.
-- KEYS  value, lease, counter, hold of each key; the namespace, if there are messages
-- ARGV  how many keys, channel of ready notes, channel of messages, incarnation, milliseconds of the hold; the messages'
--       beginnings
-- The first write is one that a server without room allows, and then it allows what follows.
local count = tonumber(ARGV[1])
for i = 1, count do
  local key = 4 * i - 3
  redis.call('DEL', KEYS[key], KEYS[key + 2])
  void(ARGV[2], KEYS[key + 1], KEYS[key + 3])
  if ARGV[5] ~= '0' then
    redis.call('SET', KEYS[key + 3], '1', 'PX', ARGV[5])
  end
end
announce(KEYS[4 * count + 1], ARGV[3], ARGV[4], 6, 0)
return 1
