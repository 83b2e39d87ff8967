-- Numbers messages of a namespace and publishes them.
-- KEYS  the namespace's hash, which says where this runs
-- ARGV  channel, where messages are numbered, an incarnation if there is none, version, generation, then the messages'
--       beginnings
-- A server without room refuses to count, unless the script has written before: so it removes a field that is never
-- there. Should it refuse all the same, then the number is 0, which puts every listener in doubt.
local sequence = ARGV[2]
if sequence ~= '' then
  redis.pcall('HDEL', sequence, '')
  redis.pcall('HSETNX', sequence, 'i', ARGV[3])
end
local time = redis.call('TIME')
local moment = string.format('%.0f', time[1] * 1000000 + time[2])
for n = 6, #ARGV do
  local number = sequence ~= '' and redis.pcall('HINCRBY', sequence, 's', 1)
  if type(number) ~= 'number' then
    number = 0
  end
  redis.call('PUBLISH', ARGV[1], ARGV[n] .. ',"seq":' .. string.format('%.0f', number)
    .. ',"ver":' .. ARGV[4] .. ',"gen":' .. ARGV[5] .. ',"t":' .. moment .. '}')
end
return #ARGV - 5
