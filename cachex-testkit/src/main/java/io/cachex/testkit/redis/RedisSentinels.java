package io.cachex.testkit.redis;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A master with one replica, watched by three Sentinels. They notice a dead master within two seconds and promote the
 * replica; a server that comes back becomes the replica of the new master.
 */
public final class RedisSentinels implements AutoCloseable {

    private static final int SENTINELS = 3;
    private static final String MASTER = "cachex";

    private final List<RedisServer> servers;
    private final List<RedisServer> sentinels;

    private RedisSentinels(List<RedisServer> servers, List<RedisServer> sentinels) {
        this.servers = servers;
        this.sentinels = sentinels;
    }

    /**
     * Starts all of them and waits until they know each other (about 1 s).
     *
     * @param config more lines of {@code redis.conf} for master and replica, as {@link RedisServer#create}; no password
     */
    public static RedisSentinels start(String... config) {
        List<String> lines = new ArrayList<>(List.of(config));
        lines.add("repl-diskless-sync-delay 0");
        RedisServer master = RedisServer.create(lines).start();
        lines.add("replicaof " + master.host() + " " + master.port());
        RedisServer replica = RedisServer.create(lines);
        List<String> watching = List.of(
                "sentinel monitor " + MASTER + " " + master.host() + " " + master.port() + " 2",
                "sentinel down-after-milliseconds " + MASTER + " 1500",
                "sentinel failover-timeout " + MASTER + " 3000");
        RedisSentinels all = new RedisSentinels(
                List.of(master, replica),
                IntStream.range(0, SENTINELS)
                        .mapToObj(i -> RedisServer.create(watching, "--sentinel"))
                        .toList());
        try {
            RedisServers.startAll(List.of(replica));
            Waiting.until("the replica follows", () -> all.isFollowed(master));
            RedisServers.startAll(all.sentinels);
            all.sentinels.forEach(RedisSentinels::hurry);
            Waiting.until("the Sentinels know each other", all::isWatched);
        } catch (RuntimeException e) {
            all.close();
            throw e;
        }
        return all;
    }

    /** The name by which the Sentinels know the master. */
    public String masterName() {
        return MASTER;
    }

    /**
     * The server that is the master now, as most Sentinels say; it need not run.
     *
     * @throws IllegalStateException if they do not agree, as in the middle of a failover
     */
    public RedisServer master() {
        return agreedMaster().orElseThrow(() -> new IllegalStateException("the Sentinels do not agree"));
    }

    /**
     * The other one.
     *
     * @throws IllegalStateException as {@link #master()}
     */
    public RedisServer replica() {
        return otherThan(master());
    }

    /** The Sentinels. */
    public List<RedisServer> sentinels() {
        return sentinels;
    }

    /** The address for a client that asks Sentinels: {@code redis-sentinel://host:port,host:port,host:port#name}. */
    public String uri() {
        return "redis-sentinel://"
                + String.join(
                        ",",
                        sentinels.stream()
                                .map(one -> one.host() + ":" + one.port())
                                .toList())
                + "#" + MASTER;
    }

    /**
     * Kills the master and waits until the replica is promoted and all Sentinels say so (about 3 s). What the replica had
     * not received is lost.
     *
     * @return the new master
     */
    public RedisServer failOver() {
        RedisServer old = master();
        RedisServer next = replica();
        old.kill();
        awaitMaster(next);
        return next;
    }

    /**
     * Waits until the replica has all that the master has, tells the Sentinels to make it the master while the old one
     * runs, and waits until they have. Nothing is killed; the old master becomes the replica.
     *
     * @return the new master
     */
    public RedisServer switchOver() {
        RedisServer next = replica();
        awaitReplica();
        sentinels.get(0).command("SENTINEL", "FAILOVER", MASTER);
        awaitMaster(next);
        awaitReplica();
        return next;
    }

    /**
     * Waits until the replica follows the master and has all that the master had when this was called, at most 20 s: after
     * the server that was killed was {@linkplain RedisServer#start() started} again, say. While a server becomes a replica
     * it ends its connections.
     */
    public void awaitReplica() {
        Waiting.until(
                "the replica follows",
                () -> agreedMaster().map(this::isFollowed).orElse(false));
    }

    /** Closes all of them. */
    @Override
    public void close() {
        sentinels.forEach(RedisServer::close);
        servers.forEach(RedisServer::close);
    }

    @Override
    public String toString() {
        return "redisSentinels(" + servers + ", " + sentinels + ")";
    }

    private Optional<RedisServer> agreedMaster() {
        return servers.stream()
                .filter(server -> sentinels.stream()
                                .filter(sentinel -> sentinel.isRunning() && namesMaster(sentinel, server))
                                .count()
                        > SENTINELS / 2)
                .findFirst();
    }

    private RedisServer otherThan(RedisServer server) {
        return servers.get(servers.get(0) == server ? 1 : 0);
    }

    private boolean isFollowed(RedisServer master) {
        RedisServer other = otherThan(master);
        return other.infoSays("replication", "master_port:" + master.port())
                && other.infoSays("replication", "master_link_status:up")
                && offset(master).equals(offset(other));
    }

    /** How far a server is in the stream of changes; a master answers one step ahead of each PING it sends on. */
    private static Optional<String> offset(RedisServer server) {
        return server.info("replication")
                .lines()
                .filter(line -> line.startsWith("master_repl_offset:"))
                .findFirst();
    }

    private void awaitMaster(RedisServer next) {
        Waiting.until(
                next + " is the master",
                () -> next.infoSays("replication", "role:master")
                        && sentinels.stream().filter(RedisServer::isRunning).allMatch(one -> namesMaster(one, next)));
    }

    /**
     * A Sentinel's own periods are for networks. And it does nothing for half a minute when the machine was so busy that
     * it was late itself.
     *
     * <p>None may be too short, as in a failover a Sentinel looks at a replica only every second (7.0). One that hears
     * nothing of the failover makes the promoted server a replica again after four periods of publishing; what is known
     * of a replica counts for three periods of INFO or five of PING; and three PINGs must fit into the time after which a
     * server counts as dead, or busy ones are taken for it.
     */
    private static void hurry(RedisServer sentinel) {
        Map<String, String> millis = Map.of(
                "publish-period", "500",
                "info-period", "1000",
                "ping-period", "400",
                "ask-period", "100",
                "election-timeout", "1000",
                "tilt-trigger", "60000",
                "tilt-period", "100");
        millis.forEach((name, value) -> sentinel.command("SENTINEL", "DEBUG", name, value));
    }

    private boolean isWatched() {
        String state = "name=" + MASTER + ",status=ok,address=" + servers.get(0).host() + ":"
                + servers.get(0).port() + ",slaves=1,sentinels=" + SENTINELS;
        return sentinels.stream().allMatch(sentinel -> sentinel.infoSays("sentinel", state));
    }

    private static boolean namesMaster(RedisServer sentinel, RedisServer server) {
        try {
            return Objects.equals(
                    sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER),
                    List.of(server.host(), "" + server.port()));
        } catch (RespError | UncheckedIOException e) {
            return false;
        }
    }
}
