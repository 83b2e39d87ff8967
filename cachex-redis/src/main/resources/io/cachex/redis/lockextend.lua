-- Makes a lock that is still this owner's last from now; one that is lost is never taken again.
-- KEYS  lock
-- ARGV  owner, ms until it expires
if redis.call('GET', KEYS[1]) == ARGV[1] then
  return redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 0
