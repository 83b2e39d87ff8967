-- Numbers messages of a namespace and publishes them.
-- KEYS  the namespace's hash
-- ARGV  channel, an incarnation if there is none, version, generation, then the messages' beginnings
-- A server without room refuses to count, unless the script has written before: so it removes a field that is never
-- there. Should it refuse all the same, then the number is 0, which puts every listener in doubt.
redis.pcall('HDEL', KEYS[1], '')
redis.pcall('HSETNX', KEYS[1], 'i', ARGV[2])
for n = 5, #ARGV do
  local number = redis.pcall('HINCRBY', KEYS[1], 's', 1)
  if type(number) ~= 'number' then
    number = 0
  end
  redis.call('PUBLISH', ARGV[1], ARGV[n] .. ',"seq":' .. string.format('%.0f', number)
    .. ',"ver":' .. ARGV[3] .. ',"gen":' .. ARGV[4] .. '}')
end
return #ARGV - 4
