-- Ends a lease, if it is the token's.
-- KEYS  lease
-- ARGV  token, channel of ready notes
-- 1 if it was, else 0.
local token, waited = holder(KEYS[1])
if token ~= ARGV[1] then
  return 0
end
redis.call('DEL', KEYS[1])
if waited then
  tell(ARGV[2], KEYS[1])
end
return 1
