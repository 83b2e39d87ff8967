-- Writes a value over the version that is expected and no other, voids the lease, and publishes.
-- KEYS  value, lease, hold
-- ARGV  expected version, channel of ready notes, channel of messages, where they are numbered, incarnation, the end of
--       patience, version, microseconds, body; the messages' beginnings
-- 1 if it was written, else 0.
local refusal = late(ARGV[6])
if refusal then
  return refusal
end
if version(KEYS[1]) ~= tonumber(ARGV[1]) then
  return 0
end
local stored = store(KEYS[1], tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9])
if stored.err then
  return stored
end
void(ARGV[2], KEYS[2], KEYS[3])
announce(ARGV[3], ARGV[4], ARGV[5], 10, tonumber(ARGV[7]))
return 1
