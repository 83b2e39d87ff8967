-- What the store's scripts share. A value is 24 bytes and what the store was given: version, when it was written, when
-- its time is over, each of 8 bytes, big-endian, the times in microseconds of this server's clock.
local LAST = 9007199254740992 -- 2^53, the largest version and the largest whole number that is exact here
local HEAD = 24
local SKEW = 250000 -- by how much the clock may go back before what it shows is not believed

-- Numbers as text: the conversions of Lua and of Redis round, or write exponents.
local function text(number)
  return string.format('%.0f', number)
end

-- The text at a key; false if there is none, or something else.
local function get(key)
  local found = redis.pcall('GET', key)
  return type(found) == 'string' and found
end

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

-- An error if this moment is over. A server that stood still finds requests in its sockets that their senders have given up
-- long ago: what they write then could replace what was written since.
local function late(limit)
  if now() > tonumber(limit) then
    return redis.error_reply('LATE the sender has given up')
  end
  return false
end

-- Version, writing time and end of a value; 0 if it is not one.
local function head(bytes)
  if type(bytes) ~= 'string' or #bytes < HEAD then
    return 0, 0, 0
  end
  local version, written, deadline = struct.unpack('>I8I8I8', bytes)
  if version < 1 or version > LAST or written < 1 or deadline <= written or deadline > LAST then
    return 0, 0, 0
  end
  return version, written, deadline
end

-- The version at a key; 0 if there is no value.
local function version(key)
  return (head(redis.pcall('GETRANGE', key, 0, HEAD - 1)))
end

-- Writes a value; answers an error as a table.
local function store(key, number, keep, body)
  local at = now()
  local bytes = struct.pack('>I8I8I8', number, at, at + keep) .. body
  return redis.pcall('SET', key, bytes, 'PX', text(math.ceil(keep / 1000)))
end

-- The given version, or one above that which it replaces; 0 if there is none. (2^53 + 1 is 2^53 here.)
local function raised(key, number)
  local current = version(key)
  if number > current then
    return number
  end
  return current < LAST and current + 1 or 0
end

-- The token of a lease's holder, and whether somebody waits for its end.
local function holder(key)
  local found = get(key)
  if not found then
    return false, false
  end
  if string.sub(found, -1) == '*' then
    return string.sub(found, 1, -2), true
  end
  return found, false
end

-- Tells who waits for a lease that it has ended.
local function tell(channel, key)
  redis.call('PUBLISH', channel, key)
end

-- Ends a lease, whoever holds it, and the hold on fills.
local function void(channel, lease, hold)
  local token, waited = holder(lease)
  redis.call('DEL', lease, hold)
  if waited then
    tell(channel, lease)
  end
end

-- The next number of a namespace's sequence; 0 if there is no room for it, or it is not on this node: a message with that
-- number puts all who hear it in doubt.
local function draw(sequence, incarnation)
  local number = sequence ~= '' and redis.pcall('HINCRBY', sequence, 's', 1)
  if type(number) ~= 'number' then
    return 0
  end
  if number == 1 then
    redis.call('HSETNX', sequence, 'i', incarnation)
  end
  return number
end

-- Gives a name the next generation: a number above all before, even if those are lost, as long as the clock goes on.
local function advance(space, field, known)
  local last = tonumber(redis.call('HGET', space, 'q')) or 0
  local generation = math.max(last + 1, known + 1, now())
  redis.call('HSET', space, 'q', text(generation), field, text(generation))
  return generation
end

-- Publishes a message, which lacks only its end.
local function publish(channel, beginning, drawn, number, generation)
  redis.call('PUBLISH', channel, beginning .. ',"seq":' .. text(drawn) .. ',"ver":' .. text(number)
    .. ',"gen":' .. text(generation) .. ',"t":' .. text(now()) .. '}')
end

-- Numbers and publishes the messages that begin in ARGV from this place on.
local function announce(channel, sequence, incarnation, first, number)
  for i = first, #ARGV do
    publish(channel, ARGV[i], draw(sequence, incarnation), number, 0)
  end
end

-- Takes a lease: 1 if it was free. 0 if it is held, and is marked as waited for. 2 if none can be had: the server has no
-- room, or the key is somebody else's.
local function take(key, token, millis)
  local taken = redis.pcall('SET', key, token, 'NX', 'PX', millis)
  if type(taken) == 'table' then
    return taken.ok and 1 or 2
  end
  local current, waited = holder(key)
  if not current then
    return 2
  end
  if redis.call('PTTL', key) < 0 then -- no lease of ours lasts for ever
    redis.call('SET', key, token, 'PX', millis)
    return 1
  end
  if not waited then
    redis.pcall('SET', key, current .. '*', 'KEEPTTL')
  end
  return 0
end

