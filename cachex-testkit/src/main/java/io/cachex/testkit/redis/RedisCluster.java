package io.cachex.testkit.redis;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Redis Cluster of three masters without replicas, each with a third of the slots. What one of them has is gone while it
 * is killed; the other slots go on.
 */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisServer> masters;

    private RedisCluster(List<RedisServer> masters) {
        this.masters = masters;
    }

    /**
     * Starts the cluster and waits until each node finds it complete (about 2 s).
     *
     * @param config more lines of {@code redis.conf} for each node, as {@link RedisServer#create}
     */
    public static RedisCluster start(String... config) {
        List<String> lines = new ArrayList<>(List.of(
                "cluster-enabled yes",
                "cluster-node-timeout 1000",
                "cluster-require-full-coverage no",
                "cluster-allow-reads-when-down no"));
        lines.addAll(List.of(config));
        RedisCluster cluster = new RedisCluster(IntStream.range(0, MASTERS)
                .mapToObj(i -> RedisServer.createForCluster(lines))
                .toList());
        RedisServers.startAll(cluster.masters);
        try {
            cluster.join();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** The nodes, in the order of their slots. */
    public List<RedisServer> masters() {
        return masters;
    }

    /** The node that has a slot, from 0 to 16383; {@code CLUSTER KEYSLOT} tells that of a key. */
    public RedisServer masterOf(int slot) {
        if (slot < 0 || slot >= SLOTS) {
            throw new IllegalArgumentException("slot must be from 0 to " + (SLOTS - 1) + ": " + slot);
        }
        return masters.get(IntStream.range(0, MASTERS)
                .filter(i -> slot < firstSlot(i + 1))
                .findFirst()
                .orElseThrow());
    }

    /** The node that has a key. */
    public RedisServer masterOf(String key) {
        for (RedisServer node : masters) {
            if (node.isRunning() && node.command("CLUSTER", "KEYSLOT", key) instanceof Long slot) {
                return masterOf(slot.intValue());
            }
        }
        throw new IllegalStateException("no node runs");
    }

    /** The addresses of the nodes, for a client. */
    public List<String> uris() {
        return masters.stream().map(RedisServer::uri).toList();
    }

    /** Waits until each node that runs finds all slots served by nodes it can reach, at most 20 s. */
    public void awaitOk() {
        Waiting.until("the cluster is complete", () -> masters.stream().allMatch(RedisCluster::isOk));
    }

    /** Closes all nodes. */
    @Override
    public void close() {
        masters.forEach(RedisServer::close);
    }

    @Override
    public String toString() {
        return "redisCluster" + masters;
    }

    private void join() {
        RedisServer first = masters.get(0);
        for (int i = 0; i < MASTERS; i++) {
            RedisServer node = masters.get(i);
            node.command("CLUSTER", "ADDSLOTSRANGE", "" + firstSlot(i), "" + (firstSlot(i + 1) - 1));
            node.command("CLUSTER", "SET-CONFIG-EPOCH", "" + (i + 1));
        }
        for (RedisServer node : masters.subList(1, MASTERS)) {
            node.command("CLUSTER", "MEET", first.host(), "" + first.port(), "" + first.clusterPort());
        }
        awaitOk();
    }

    private static boolean isOk(RedisServer node) {
        if (!node.isRunning()) {
            return true;
        }
        try {
            String info = String.valueOf(node.command("CLUSTER", "INFO"));
            return info.contains("cluster_state:ok")
                    && info.contains("cluster_slots_ok:" + SLOTS)
                    && info.contains("cluster_known_nodes:" + MASTERS)
                    && node.command("CLUSTER", "SLOTS") instanceof List<?> ranges
                    && ranges.size() == MASTERS;
        } catch (RespError | UncheckedIOException e) {
            return false;
        }
    }

    private static int firstSlot(int master) {
        return SLOTS * master / MASTERS;
    }
}
