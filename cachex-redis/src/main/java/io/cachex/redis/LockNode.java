package io.cachex.redis;

import io.cachex.spi.Lease.Loss;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** The locks of one server, or of one cluster: each step is one script, and compares the owner. */
final class LockNode {

    /** For how long a name's last fencing token is kept; after that the server's clock alone makes tokens grow. */
    private static final byte[] KEEP_MILLIS = Arguments.of(Duration.ofDays(7).toMillis());

    private static final Script ACQUIRE = Script.of("lockacquire.lua");
    private static final Script EXTEND = Script.of("lockextend.lua");
    private static final Script RELEASE = Script.of("lockrelease.lua");
    private static final Script RAISE = Script.of("lockraise.lua");

    /**
     * What became of an attempt.
     *
     * @param token the fencing token; 0 if the lock is held
     * @param holder who holds it: the owner, or how the owner begins if it is another
     * @param uptime how long the server has been up, by its own word and at that moment; zero if that was not asked
     */
    record Grant(long token, String holder, Duration uptime) {

        boolean isGiven() {
            return token > 0;
        }
    }

    private final Shards shards;
    private final Route route;
    private final Names names;
    private final LockWatch watch;
    private final AtomicBoolean begun = new AtomicBoolean();

    /** Of masters to which nobody has connected yet. */
    LockNode(Shards shards, RedisSettings settings) {
        this.shards = shards;
        this.route = shards.locks();
        this.names = settings.names();
        this.watch = new LockWatch(shards, settings);
    }

    /** Begins to connect. Idempotent. */
    LockNode begin() {
        if (begun.compareAndSet(false, true)) {
            if (shards.isCluster()) {
                shards.start(); // which asks for the masters
            }
            shards.listen(map -> watch.attend(map.masters()));
        }
        return this;
    }

    /**
     * Takes the lock if it is free.
     *
     * <p>A stage that fails means "not held", though it may be: what timed out may still be executed. So it is followed, on
     * the same connection and therefore after it, by a release. At worst that is lost, too, and the lock stays taken
     * until its time is over.
     */
    CompletableFuture<Grant> acquire(String name, String owner, Duration ttl, boolean asksUptime) {
        List<byte[]> arguments = List.of(
                Arguments.of(owner), Arguments.of(ttl.toMillis()), KEEP_MILLIS, Arguments.of(asksUptime ? 1 : 0));
        return route.runInOrder(ACQUIRE, List.of(names.lock(name), names.fence(name)), shard -> arguments)
                .thenApply(answer -> isDone(answer)
                        ? new Grant(
                                Answers.number(answer.get(1)), owner, Duration.ofSeconds(Answers.number(answer.get(2))))
                        : new Grant(0, Answers.text(answer.get(1)), Duration.ZERO))
                .whenComplete((token, failure) -> {
                    if (failure != null) {
                        release(name, owner);
                    }
                });
    }

    /** False if the lock is not, or no longer, this owner's. */
    CompletableFuture<Boolean> extend(String name, String owner, Duration ttl) {
        List<byte[]> arguments = List.of(Arguments.of(owner), Arguments.of(ttl.toMillis()));
        return route.runInOrder(EXTEND, List.of(names.lock(name)), shard -> arguments)
                .thenApply(LockNode::isDone);
    }

    /** Frees the lock if it is this owner's. */
    CompletableFuture<Boolean> release(String name, String owner) {
        List<byte[]> arguments = List.of(Arguments.of(owner));
        return route.runInOrder(RELEASE, List.of(names.lock(name)), shard -> arguments)
                .thenApply(LockNode::isDone);
    }

    /** Sees to it that the next token for this name is above this one. */
    CompletableFuture<?> raise(String name, long token) {
        List<byte[]> arguments = List.of(Arguments.of(token), KEEP_MILLIS);
        return route.run(RAISE, List.of(names.fence(name)), shard -> arguments);
    }

    private static boolean isDone(List<Object> answer) {
        return Long.valueOf(1).equals(answer.get(0));
    }

    /**
     * Looks after a lease until it is {@linkplain #unwatch let go} or over.
     *
     * @param gone told once, with the cause, when the lock is no longer this owner's or the server's clock was stepped
     */
    void watch(RedisLease lease, Consumer<Loss> gone) {
        watch.add(lease, gone);
    }

    void unwatch(RedisLease lease) {
        watch.remove(lease);
    }

    String address() {
        return route.address();
    }
}
