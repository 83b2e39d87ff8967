-- The server's clock, the cluster as it sees it, and the last number and the incarnation of each namespace.
-- KEYS  where the namespaces' messages are numbered
-- ARGV  an incarnation for those that have none, 1 if this is a node of a cluster
-- Returns seconds, microseconds, the view, then number and incarnation by turns. The view is the epoch and the ids of all
-- masters that have slots or are well; empty while the node does not serve, and for a server that is no node.
-- An error if this is a replica: it hears late of what the master has acknowledged, or never, and so proves nothing.
if string.find(redis.call('INFO', 'replication'), 'role:slave', 1, true) then
  return redis.error_reply('READONLY a replica proves nothing')
end
local time = redis.call('TIME')
local view = ''
if ARGV[2] == '1' then
  local info = redis.call('CLUSTER', 'INFO')
  if string.find(info, 'cluster_state:ok', 1, true) then
    local ids = {}
    for line in string.gmatch(redis.call('CLUSTER', 'NODES'), '[^\n]+') do
      local id, flags = string.match(line, '^(%S+) %S+ (%S+)')
      flags = ',' .. flags .. ','
      local away = string.find(flags, ',fail', 1, true) or string.find(flags, ',handshake,', 1, true)
      if string.find(flags, ',master,', 1, true) and not string.find(flags, ',noaddr,', 1, true)
        and (not away or string.find(line, 'connected %d')) then
        ids[#ids + 1] = id
      end
    end
    table.sort(ids)
    view = string.match(info, 'cluster_current_epoch:(%d+)') .. ' ' .. table.concat(ids, ' ')
  end
end
local answer = {time[1], time[2], view}
for n = 1, #KEYS do
  local state = redis.call('HMGET', KEYS[n], 's', 'i')
  local incarnation = state[2]
  if not incarnation then
    redis.call('HDEL', KEYS[n], '') -- a server without room refuses what follows, unless the script has written before
    redis.call('HSET', KEYS[n], 'i', ARGV[1])
    incarnation = ARGV[1]
  end
  answer[2 * n + 2] = state[1] or '0'
  answer[2 * n + 3] = incarnation
end
return answer
