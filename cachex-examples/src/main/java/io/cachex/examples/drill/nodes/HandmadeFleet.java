package io.cachex.examples.drill.nodes;

import java.util.ArrayList;
import java.util.List;

/** Nodes with a cache {@linkplain HandmadeNode written by hand}. */
final class HandmadeFleet implements Fleet {

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
            uris.forEach(uri -> nodes.add(new HandmadeNode(uri, database)));
        } catch (RuntimeException e) {
            close();
            throw e;
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
