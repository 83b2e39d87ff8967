-- Some bytes of a row of bits; nothing if the row of this id is not there any more.
-- KEYS  row, bits
-- ARGV  id, the first byte, the last byte
if redis.call('HGET', KEYS[1], 'id') ~= ARGV[1] then
  return {''}
end
return {redis.call('GETRANGE', KEYS[2], ARGV[2], ARGV[3])}
