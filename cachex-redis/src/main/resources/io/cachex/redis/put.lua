-- Writes values, each over whatever is there, voids their leases, and publishes.
-- KEYS  value, lease, hold of each entry
-- ARGV  how many entries, channel of ready notes, channel of messages, where they are numbered, incarnation, the end of
--       patience; version, microseconds, body of each entry; the messages' beginnings
-- The version that each entry got; 0 where it cannot be raised further.
-- The first write is the one that a server without room refuses, before anything has been changed.
local refusal = late(ARGV[6])
if refusal then
  return refusal
end
local count = tonumber(ARGV[1])
local versions = {}
local highest = 0
for i = 1, count do
  local key, argument = 3 * i - 2, 3 * i + 4
  local number = raised(KEYS[key], tonumber(ARGV[argument]))
  if number == 0 then
    versions[i] = 0
  else
    local stored = store(KEYS[key], number, tonumber(ARGV[argument + 1]), ARGV[argument + 2])
    if stored.err then
      return stored
    end
    void(ARGV[2], KEYS[key + 1], KEYS[key + 2])
    versions[i] = number
    highest = math.max(highest, number)
  end
end
if highest > 0 then
  announce(ARGV[3], ARGV[4], ARGV[5], 3 * count + 7, highest)
end
return versions
