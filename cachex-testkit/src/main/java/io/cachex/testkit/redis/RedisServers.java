package io.cachex.testkit.redis;

import java.util.List;
import java.util.stream.IntStream;

/** Several {@linkplain RedisServer servers} that know nothing of each other, as a quorum lock wants them. */
public final class RedisServers implements AutoCloseable {

    private final List<RedisServer> all;

    private RedisServers(List<RedisServer> all) {
        this.all = all;
    }

    /**
     * Starts servers.
     *
     * @param count from 1
     * @param config lines of {@code redis.conf} for each, as {@link RedisServer#create}
     * @throws IllegalArgumentException if the count is below 1
     * @throws IllegalStateException if one does not come up
     */
    public static RedisServers standalone(int count, String... config) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be at least 1: " + count);
        }
        RedisServers servers = new RedisServers(IntStream.range(0, count)
                .mapToObj(i -> RedisServer.create(config))
                .toList());
        startAll(servers.all);
        return servers;
    }

    /** Starts them side by side; closes all if one does not come up. */
    static void startAll(List<RedisServer> servers) {
        try {
            servers.forEach(RedisServer::launch);
            servers.forEach(RedisServer::awaitAnswer);
        } catch (RuntimeException e) {
            servers.forEach(RedisServer::close);
            throw e;
        }
    }

    /** All of them, in the same order every time. */
    public List<RedisServer> all() {
        return all;
    }

    /**
     * One of them.
     *
     * @param index from 0
     */
    public RedisServer get(int index) {
        return all.get(index);
    }

    /** Their addresses, in the same order. */
    public List<String> uris() {
        return all.stream().map(RedisServer::uri).toList();
    }

    /** Closes all of them. */
    @Override
    public void close() {
        all.forEach(RedisServer::close);
    }

    @Override
    public String toString() {
        return all.toString();
    }
}
