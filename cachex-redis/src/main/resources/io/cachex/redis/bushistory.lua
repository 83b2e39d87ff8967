-- The name of the history that the data has: another one after a restart, and after a replica has taken over.
return {string.match(redis.call('INFO', 'replication'), 'master_replid:(%x+)') or ''}
