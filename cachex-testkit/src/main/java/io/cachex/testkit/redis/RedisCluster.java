package io.cachex.testkit.redis;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A Redis Cluster of three masters, each with a third of the slots and, if wanted, a replica. Without replicas, what a master
 * has is gone while it is killed; the other slots go on.
 */
public final class RedisCluster implements AutoCloseable {

    private static final int MASTERS = 3;
    private static final int SLOTS = 16_384;

    private final List<RedisServer> masters;
    private final List<RedisServer> replicas;
    private final Map<Integer, RedisServer> moved = new ConcurrentHashMap<>();

    private RedisCluster(List<RedisServer> masters, List<RedisServer> replicas) {
        this.masters = masters;
        this.replicas = replicas;
    }

    /**
     * Starts the cluster and waits until each node finds it complete (about 2 s).
     *
     * @param config more lines of {@code redis.conf} for each node, as {@link RedisServer#create}
     */
    public static RedisCluster start(String... config) {
        return start(0, config);
    }

    /**
     * The same with a replica for each master, which takes over about 2 s after its master was killed or frozen.
     *
     * @param config more lines of {@code redis.conf} for each node
     */
    public static RedisCluster startWithReplicas(String... config) {
        return start(MASTERS, config);
    }

    private static RedisCluster start(int replicas, String... config) {
        List<String> lines = new ArrayList<>(List.of(
                "cluster-enabled yes",
                "cluster-node-timeout 1000",
                "cluster-require-full-coverage no",
                "cluster-allow-reads-when-down no",
                "repl-diskless-sync-delay 0"));
        lines.addAll(List.of(config));
        RedisCluster cluster = new RedisCluster(nodes(MASTERS, lines), nodes(replicas, lines));
        RedisServers.startAll(cluster.nodes());
        try {
            cluster.join();
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    private static List<RedisServer> nodes(int count, List<String> lines) {
        return IntStream.range(0, count)
                .mapToObj(i -> RedisServer.createForCluster(lines))
                .toList();
    }

    /** Those who were masters at the start, in the order of their slots. */
    public List<RedisServer> masters() {
        return masters;
    }

    /**
     * Who takes over from a master.
     *
     * @throws IllegalStateException if there are no replicas
     */
    public RedisServer replicaOf(RedisServer master) {
        if (replicas.isEmpty()) {
            throw new IllegalStateException("the cluster was started without replicas");
        }
        return replicas.get(masters.indexOf(master));
    }

    /**
     * Moves a slot with its keys to another master, as one does while the cluster is in use. One at a time.
     *
     * @param slot from 0 to 16383
     */
    public void move(int slot, RedisServer to) {
        RedisServer from = masterOf(slot);
        if (from == to) {
            return;
        }
        String number = Integer.toString(slot);
        to.command("CLUSTER", "SETSLOT", number, "IMPORTING", id(from));
        from.command("CLUSTER", "SETSLOT", number, "MIGRATING", id(to));
        while (from.command("CLUSTER", "GETKEYSINSLOT", number, "100") instanceof List<?> keys && !keys.isEmpty()) {
            List<String> command = new ArrayList<>(
                    List.of("MIGRATE", to.host(), Integer.toString(to.port()), "", "0", "5000", "REPLACE", "KEYS"));
            keys.forEach(key -> command.add(String.valueOf(key)));
            from.command(command.toArray(new String[0]));
        }
        String owner = id(to);
        to.command("CLUSTER", "SETSLOT", number, "NODE", owner);
        masters.stream().filter(node -> node != to && node.isRunning()).forEach(node -> {
            node.command("CLUSTER", "SETSLOT", number, "NODE", owner);
        });
        Waiting.until(
                "everybody knows who has slot " + slot,
                () -> masters.stream()
                        .filter(RedisServer::isRunning)
                        .allMatch(node -> owner.equals(owner(node, slot))));
        moved.put(slot, to);
    }

    /** Whom a node takes for a slot's owner, by id. */
    private static String owner(RedisServer node, int slot) {
        List<?> ranges = (List<?>) node.command("CLUSTER", "SLOTS");
        for (Object range : ranges == null ? List.of() : ranges) {
            List<?> parts = (List<?>) range;
            if ((Long) parts.get(0) <= slot && slot <= (Long) parts.get(1)) {
                return String.valueOf(((List<?>) parts.get(2)).get(2));
            }
        }
        return "";
    }

    private static String id(RedisServer node) {
        return String.valueOf(node.command("CLUSTER", "MYID"));
    }

    /** The master that was given a slot, from 0 to 16383; {@code CLUSTER KEYSLOT} tells that of a key. */
    public RedisServer masterOf(int slot) {
        if (slot < 0 || slot >= SLOTS) {
            throw new IllegalArgumentException("slot must be from 0 to " + (SLOTS - 1) + ": " + slot);
        }
        RedisServer other = moved.get(slot);
        if (other != null) {
            return other;
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

    /** The addresses of the masters, for a client. */
    public List<String> uris() {
        return masters.stream().map(RedisServer::uri).toList();
    }

    /** The addresses of the masters, as one: {@code redis-cluster://host:port,host:port,host:port}. */
    public String uri() {
        return "redis-cluster://"
                + masters.stream().map(node -> node.host() + ':' + node.port()).collect(Collectors.joining(","));
    }

    /** Waits until each node that runs finds all slots served by nodes it can reach, at most 20 s. */
    public void awaitOk() {
        Waiting.until("the cluster is complete", () -> nodes().stream().allMatch(this::isOk));
    }

    /** Closes all nodes. */
    @Override
    public void close() {
        nodes().forEach(RedisServer::close);
    }

    private List<RedisServer> nodes() {
        return Stream.concat(masters.stream(), replicas.stream()).toList();
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
        List<RedisServer> nodes = nodes();
        for (RedisServer node : nodes.subList(1, nodes.size())) {
            node.command("CLUSTER", "MEET", first.host(), "" + first.port(), "" + first.clusterPort());
        }
        awaitOk();
        for (RedisServer master : replicas.isEmpty() ? List.<RedisServer>of() : masters) {
            replicaOf(master).command("CLUSTER", "REPLICATE", id(master));
        }
        Waiting.until(
                "the replicas have what their masters have",
                () -> replicas.stream().allMatch(node -> node.infoSays("replication", "master_link_status:up")));
    }

    private boolean isOk(RedisServer node) {
        if (!node.isRunning()) {
            return true;
        }
        try {
            String info = String.valueOf(node.command("CLUSTER", "INFO"));
            return info.contains("cluster_state:ok")
                    && info.contains("cluster_slots_ok:" + SLOTS)
                    && info.contains("cluster_known_nodes:" + nodes().size())
                    && node.command("CLUSTER", "SLOTS") instanceof List<?> ranges
                    && ranges.size() >= MASTERS;
        } catch (RespError | UncheckedIOException e) {
            return false;
        }
    }

    private static int firstSlot(int master) {
        return SLOTS * master / MASTERS;
    }
}
