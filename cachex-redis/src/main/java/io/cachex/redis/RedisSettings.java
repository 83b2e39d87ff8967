package io.cachex.redis;

import io.cachex.spi.TimeSource;
import java.time.Duration;

/**
 * What a {@link RedisBuilder} was told, checked.
 *
 * @param names makes keys and channels
 * @param commandTimeout how long an answer is waited for
 * @param connectTimeout how long an attempt to connect may take
 * @param bound the bound S on staleness
 * @param heartbeat how often the subscribed connection is proven alive; at most a third of the bound
 * @param originLag by how much what loaders read may lag behind; zero if it does not
 * @param maximumValueBytes the largest value that is sent
 * @param messageTimeout from what age on a message counts as late
 * @param tracking whether Redis is to tell of every change of a value, whoever made it
 * @param maximumSubscribers how many may listen to the bus, over all namespaces
 * @param healthInterval how often this node tells how it is
 * @param longestLock the longest time for which a lock may be taken
 * @param time clock and timer
 */
record RedisSettings(
        Names names,
        Duration commandTimeout,
        Duration connectTimeout,
        Duration bound,
        Duration heartbeat,
        Duration originLag,
        int maximumValueBytes,
        Duration messageTimeout,
        boolean tracking,
        int maximumSubscribers,
        Duration healthInterval,
        Duration longestLock,
        TimeSource time) {}
