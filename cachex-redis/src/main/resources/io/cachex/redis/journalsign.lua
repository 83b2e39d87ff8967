-- A sign of life, or an owner's last one.
-- KEYS  as all
-- ARGV  owner, us for which the sign holds: 0 if it lets go of all it has
-- What TIME says.
if ARGV[2] ~= '0' then
  sign(ARGV[1], ARGV[2])
elseif owners(KEYS[1])[ARGV[1]] or owners(KEYS[2])[ARGV[1]] then
  redis.call('HDEL', SIGNS, '-')
  redis.call('HSET', SIGNS, ARGV[1], '0')
else
  dismiss(ARGV[1])
end
return redis.call('TIME')
