-- Sets bits of a row.
-- KEYS  row, bits
-- ARGV  id, 1 if the row has all keys then, the places, each of 4 bytes, big-endian
-- 1 if they are set; 0 if the row of this id is not there any more.
local row = redis.call('HMGET', KEYS[1], 'id', 'b')
if row[1] ~= ARGV[1] or redis.call('STRLEN', KEYS[2]) ~= tonumber(row[2]) / 8 then
  return {0}
end
for at = 1, #ARGV[3], 4 do
  redis.call('SETBIT', KEYS[2], struct.unpack('>I4', ARGV[3], at), 1)
end
if ARGV[2] == '1' then
  redis.call('HSET', KEYS[1], 'c', '1')
end
return {1}
