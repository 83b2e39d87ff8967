package io.cachex.examples.drill.nodes;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Nodes with a cache {@linkplain HandmadeNode written by hand}. */
final class HandmadeFleet implements Fleet {

    private static final int ATTEMPTS = 20;

    private final Database.Client database;
    private final List<HandmadeNode> nodes = new ArrayList<>();

    /**
     * Nodes that are connected.
     *
     * @param uris where each node finds Redis
     */
    HandmadeFleet(List<String> uris, Database.Client database) {
        this.database = database;
        try {
            uris.forEach(uri -> nodes.add(connected(uri, database, HandmadeNode.TIMEOUT)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** A node that is connected, if need be after some attempts: a machine may have no time to spare. */
    static HandmadeNode connected(String uri, Database.Client database, Duration timeout) {
        for (int attempt = 1; ; attempt++) {
            try {
                return new HandmadeNode(uri, database, timeout);
            } catch (RedisException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public String name() {
        return "by hand";
    }

    @Override
    public Copy get(int node, String key) {
        return nodes.get(node).get(key);
    }

    @Override
    public void invalidate(int node, String key) {
        nodes.get(node).invalidate(key);
    }

    @Override
    public long loads() {
        return database.queries();
    }

    @Override
    public void close() {
        nodes.forEach(HandmadeNode::close);
    }
}
