-- A row of bits as it is. A new one if there is none, if its bits are not all there, or if the server's data has another
-- history than when the row began: then bits that were acknowledged may be lost.
-- KEYS  row, bits
-- ARGV  id, number of bits, hashes, the seed's halves
-- Returns id, number of bits, hashes, the seed's halves, and 1 if the row has all keys.
local history = string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') or ''
local row = redis.call('HMGET', KEYS[1], 'id', 'b', 'n', 'k', 'j', 'c', 'h')
if row[1] and row[7] == history and redis.call('STRLEN', KEYS[2]) == tonumber(row[2]) / 8 then
  return {row[1], row[2], row[3], row[4], row[5], row[6]}
end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SETBIT', KEYS[2], tonumber(ARGV[2]) - 1, 0)
redis.call('HSET', KEYS[1], 'id', ARGV[1], 'b', ARGV[2], 'n', ARGV[3], 'k', ARGV[4], 'j', ARGV[5], 'c', '0', 'h', history)
return {ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], '0'}
