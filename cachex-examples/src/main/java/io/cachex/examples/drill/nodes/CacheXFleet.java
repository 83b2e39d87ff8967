package io.cachex.examples.drill.nodes;

import io.cachex.Cache;
import io.cachex.CacheException;
import io.cachex.redis.Redis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nodes with CacheX, set up for a Redis that may fail. */
final class CacheXFleet implements Fleet {

    private static final String PROBE = "0";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Database.Client database;
    private final List<Node> nodes = new ArrayList<>();

    /** What a process would have: nothing in it is shared with another node. */
    private record Node(Redis redis, Cache<Copy> cache) {}

    /**
     * Nodes that begin to connect.
     *
     * @param uris where each node finds Redis
     */
    CacheXFleet(List<String> uris, Database.Client database, Duration bound) {
        this.database = database;
        uris.forEach(uri -> nodes.add(node(uri, bound)));
    }

    private Node node(String uri, Duration bound) {
        Redis redis = Redis.builder().uri(uri).bound(bound).build();
        Cache<Copy> cache = Cache.builder("prices", Copy.class)
                .ttl(Duration.ofSeconds(60))
                .loader(database::load)
                .store(redis.store())
                .invalidation(redis.bus())
                .storePolicies() // none: this store fails fast by itself, and heals within a second
                .build();
        return new Node(redis, cache);
    }

    /**
     * Waits until every node reaches Redis.
     *
     * @throws IllegalStateException if one does not within a minute
     */
    void awaitConnected(Pace pace) throws InterruptedException {
        long latest = pace.now() + PATIENCE.toNanos();
        for (int i = 0; i < nodes.size(); i++) {
            while (!isConnected(i)) {
                if (latest - pace.now() < 0) {
                    throw new IllegalStateException("node " + (i + 1) + " does not reach Redis");
                }
                pace.pause(Duration.ofMillis(5));
            }
        }
    }

    private boolean isConnected(int node) {
        try {
            invalidate(node, PROBE);
            return true;
        } catch (CacheException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "CacheX";
    }

    @Override
    public Copy get(int node, String key) {
        Copy copy = nodes.get(node).cache.get(key);
        if (copy == null) {
            throw new IllegalStateException("no value for " + key);
        }
        return copy;
    }

    @Override
    public void invalidate(int node, String key) {
        nodes.get(node).cache.invalidate(key);
    }

    @Override
    public long loads() {
        return database.queries();
    }

    @Override
    public void close() {
        for (Node node : nodes) {
            node.cache.close();
            node.redis.close();
        }
    }
}
