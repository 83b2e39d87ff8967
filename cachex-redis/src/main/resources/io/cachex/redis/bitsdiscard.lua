-- Drops the row of this id.
-- KEYS  row, bits
-- ARGV  id
if redis.call('HGET', KEYS[1], 'id') == ARGV[1] then
  redis.call('DEL', KEYS[1], KEYS[2])
end
return {1}
