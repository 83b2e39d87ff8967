-- What the journal's scripts share. All have these keys, of one slot:
-- KEYS  writes, letters: streams, in which each entry is pending, in the one group, for the node that has it: its owner
--       index: for each id "w" or "d", which stream it is in, and its number there
--       signs: for each owner until when it counts as alive, in microseconds of this server's clock, 0 if it has let go;
--       and in the field without a name when anybody last gave a sign
local GROUP = 'cachex'
local STREAMS = {w = KEYS[1], d = KEYS[2]}
local INDEX, SIGNS = KEYS[3], KEYS[4]

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

-- Numbers as text: the conversions of Lua and of Redis round, or write exponents.
local function text(number)
  return string.format('%.0f', number)
end

-- An error if this moment is over: what a server finds that stood still, its senders have given up.
local function late(limit)
  if now() > tonumber(limit) then
    return redis.error_reply('LATE the sender has given up')
  end
  return false
end

-- What XPENDING says; nothing as long as nothing was ever put there.
local function pending(...)
  local found = redis.pcall('XPENDING', ...)
  if found.err and string.find(found.err, 'NOGROUP', 1, true) then
    return {}
  end
  return found.err and redis.call('XPENDING', ...) or found -- which raises the error
end

-- Who has an entry; nil if it is not there.
local function owner(stream, number)
  local found = pending(stream, GROUP, number, number, 1)
  return found[1] and found[1][2] or nil
end

-- Where an id is: which stream, its number, and who has it; nil if it is nowhere.
local function place(id)
  local known = redis.call('HGET', INDEX, id)
  local stream = known and STREAMS[string.sub(known, 1, 1)]
  local number = stream and string.sub(known, 2)
  local holder = stream and owner(stream, number)
  if not holder then
    return nil
  end
  return string.sub(known, 1, 1), number, holder
end

-- Makes somebody an entry's owner; answers an error, or false.
local function give(stream, number, to)
  local given = redis.pcall('XCLAIM', stream, GROUP, to, 0, number, 'FORCE', 'JUSTID', 'LASTID', number)
  if given.err and string.find(given.err, 'NOGROUP', 1, true) then
    given = redis.pcall('XGROUP', 'CREATE', stream, GROUP, '0')
    given = given.err and given
      or redis.pcall('XCLAIM', stream, GROUP, to, 0, number, 'FORCE', 'JUSTID', 'LASTID', number)
  end
  return given.err and given or false
end

local function remove(stream, number)
  redis.call('XACK', stream, GROUP, number)
  redis.call('XDEL', stream, number)
end

-- Somebody lives, and counts as alive for this long. When nobody at all was heard for so long, it was the server that was
-- away, or its clock was set: then the silence of the others proves nothing, and they have as long again. Who has let go has
-- done so for good: its names are for one opening each.
local function sign(who, keep)
  if redis.call('HGET', SIGNS, who) == '0' then
    return
  end
  keep = tonumber(keep)
  local at, last = now(), tonumber(redis.call('HGET', SIGNS, '') or '') or 0
  redis.call('HDEL', SIGNS, '-') -- a server without room refuses what follows, unless the script has written before
  if last > at or at - last > keep then
    local all = redis.call('HGETALL', SIGNS)
    for n = 1, #all, 2 do
      if all[n] ~= '' and all[n + 1] ~= '0' then
        redis.call('HSET', SIGNS, all[n], text(at + keep))
      end
    end
  end
  redis.call('HSET', SIGNS, who, text(at + keep), '', text(at))
end

-- Whether an owner does not live any more. One of whom nothing is known has as long as others from now on.
local function isDead(who, keep)
  local ends = tonumber(redis.call('HGET', SIGNS, who) or '')
  if not ends then
    redis.call('HDEL', SIGNS, '-')
    redis.call('HSET', SIGNS, who, text(now() + keep))
    return false
  end
  return ends <= now()
end

-- How many entries each owner has in a stream.
local function owners(stream)
  local counts = {}
  for _, one in ipairs(pending(stream, GROUP)[4] or {}) do
    counts[one[1]] = tonumber(one[2])
  end
  return counts
end

-- Forgets an owner who has nothing.
local function dismiss(who)
  redis.pcall('XGROUP', 'DELCONSUMER', KEYS[1], GROUP, who)
  redis.pcall('XGROUP', 'DELCONSUMER', KEYS[2], GROUP, who)
  redis.call('HDEL', SIGNS, who)
end
