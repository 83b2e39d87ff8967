-- Makes a lease last from now on, if it is the token's.
-- KEYS  lease
-- ARGV  token, milliseconds
-- 1 if it is, else 0.
if holder(KEYS[1]) ~= ARGV[1] then
  return 0
end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
