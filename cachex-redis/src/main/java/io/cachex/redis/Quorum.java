package io.cachex.redis;

import io.cachex.LockException;
import io.cachex.spi.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The servers of a {@link Redlock}, asked all at once.
 *
 * @param nodeTimeout how long their answers are waited for in each step
 * @param longestTtl the longest time for which a lock may be taken
 * @param uptime how long a server has been up, given its own word
 */
record Quorum(
        List<LockNode> nodes,
        TimeSource time,
        Duration nodeTimeout,
        Duration longestTtl,
        UnaryOperator<Duration> uptime)
        implements RedisLease.Keeper {

    Ballot ballot() {
        return new Ballot(nodes.size(), time, nodeTimeout);
    }

    /** Whether a server has been up for so long that every lock it may have forgotten is over. */
    boolean isOldEnough(Duration up) {
        return uptime.apply(up).compareTo(longestTtl) > 0;
    }

    @Override
    public void checkTtl(Duration ttl) {
        LockRules.checkTtl(ttl, longestTtl);
    }

    @Override
    public CompletionStage<Boolean> extend(String name, String owner, Duration ttl) {
        return decided("extended", node -> node.extend(name, owner, ttl));
    }

    @Override
    public CompletionStage<Boolean> release(String name, String owner) {
        return decided("released", node -> node.release(name, owner));
    }

    /** Looks after a lease, which is lost when so many servers do not know of it that no majority is left. */
    void watch(RedisLease lease) {
        AtomicInteger gone = new AtomicInteger();
        for (LockNode node : nodes) {
            node.watch(lease, cause -> {
                if (new Ballot.Result(0, gone.incrementAndGet(), nodes.size()).isLost()) {
                    lease.lose(cause);
                }
            });
        }
    }

    @Override
    public void ended(RedisLease lease) {
        nodes.forEach(node -> node.unwatch(lease));
    }

    private CompletionStage<Boolean> decided(String done, Function<LockNode, CompletableFuture<Boolean>> step) {
        Ballot ballot = ballot();
        nodes.forEach(node -> step.apply(node).whenComplete(ballot::vote));
        return ballot.result().thenApply(result -> {
            if (!result.isWon() && !result.isLost()) {
                throw new CompletionException(
                        new LockException("whether the lock was " + done + " is UNKNOWN: " + result));
            }
            return result.isWon();
        });
    }
}
