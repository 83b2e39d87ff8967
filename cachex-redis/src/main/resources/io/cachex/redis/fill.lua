-- Writes a value if the lease is the token's, and ends the lease. While the key is held, the value lives no longer than
-- the hold.
-- KEYS  value, lease, hold
-- ARGV  token, channel of ready notes, the end of patience, version, microseconds, body
-- 1 if it was written, 0 if the lease is another's or over, -1 if the version cannot be raised further.
local refusal = late(ARGV[3])
if refusal then
  return refusal
end
local token, waited = holder(KEYS[2])
if token ~= ARGV[1] then
  return 0
end
local number = raised(KEYS[1], tonumber(ARGV[4]))
local keep = tonumber(ARGV[5])
local hold = redis.call('PTTL', KEYS[3])
if hold > 0 then
  keep = math.min(keep, hold * 1000)
end
local stored = number > 0 and store(KEYS[1], number, keep, ARGV[6])
redis.call('DEL', KEYS[2])
if waited then
  tell(ARGV[2], KEYS[2])
end
if not stored then
  return -1
end
return stored.err and stored or 1
