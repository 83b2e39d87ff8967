package io.cachex.redis;

import io.cachex.spi.Lease;
import io.cachex.spi.LockProvider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Locks on several independent Redis servers, held while most of them say so: the loss of a minority, by crash, restart or
 * partition, neither ends a lock nor gives it to a second holder. After the Redlock algorithm in Redis' documentation, with
 * what it leaves to the reader:
 *
 * <ul>
 *   <li>A server that has not been up for longer than the longest lock may last is not counted, because it may have
 *       forgotten one (uptime by its own word, told with each grant).
 *   <li>Fencing tokens grow over different majorities: the highest of the granted ones is written back to a majority before
 *       it is handed out.
 * </ul>
 *
 * <p>It does not protect from clocks that are stepped on a majority, nor from a holder that was paused; for that there is
 * the fencing token. The servers must not replicate each other. Safe for many threads; never blocks.
 */
public final class Redlock implements LockProvider {

    private static final int FEWEST = 3;

    private final Quorum quorum;
    private volatile boolean closed;

    private Redlock(Quorum quorum) {
        this.quorum = quorum;
    }

    /**
     * Locks on these servers, with the defaults of {@link Builder}. Does no I/O that it waits for.
     *
     * @param nodes at least 3, an odd number is best; independent of each other, each once. Not closed by this
     * @throws IllegalArgumentException if there are fewer, or one is there twice
     */
    public static Redlock of(Redis... nodes) {
        return builder(nodes).build();
    }

    /**
     * Options.
     *
     * @param nodes as for {@link #of}
     */
    public static Builder builder(Redis... nodes) {
        return new Builder(List.of(nodes));
    }

    @Override
    public CompletionStage<Optional<Lease>> tryAcquire(String name, Duration ttl) {
        try {
            LockRules.checkName(name);
            quorum.checkTtl(ttl);
            if (closed) {
                throw new IllegalStateException("redlock is closed");
            }
            return new QuorumAttempt(quorum, name, ttl).begin();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** {@inheritDoc} Does not close the servers' connections: those belong to each {@link Redis}. */
    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "redlock(" + quorum.nodes().size() + " nodes)";
    }

    /**
     * The options of a {@link Redlock}. Not for several threads. Each method returns this builder and throws
     * {@link IllegalArgumentException} for a value out of range.
     */
    public static final class Builder {

        private final List<Redis> nodes;
        private Duration nodeTimeout = Duration.ofMillis(50);
        private Duration longestTtl = Duration.ofSeconds(30);
        private UnaryOperator<Duration> uptime = UnaryOperator.identity();

        private Builder(List<Redis> nodes) {
            if (nodes.size() < FEWEST || nodes.stream().distinct().count() < nodes.size()) {
                throw new IllegalArgumentException(
                        "nodes must be at least " + FEWEST + ", and each another: " + nodes.size());
            }
            this.nodes = nodes;
        }

        /**
         * How long the servers' answers are waited for in each step, all at once (50 ms); from 1 ms to 10 s. Taking a
         * lock has two steps.
         */
        public Builder nodeTimeout(Duration timeout) {
            this.nodeTimeout = between("nodeTimeout", timeout, Duration.ofMillis(1), Duration.ofSeconds(10));
            return this;
        }

        /**
         * The longest time that a lock may be asked for (30 s); from 10 ms to 1 day. A server is not counted until it has
         * been up for longer than that. The same for all who use these servers.
         */
        public Builder longestTtl(Duration ttl) {
            this.longestTtl = between("longestTtl", ttl, LockRules.SHORTEST, Duration.ofDays(1));
            return this;
        }

        /** How long a server has been up, given its own word (that). */
        Builder uptime(UnaryOperator<Duration> source) {
            this.uptime = source;
            return this;
        }

        /** The locks. Does no I/O that it waits for. */
        public Redlock build() {
            return new Redlock(new Quorum(
                    nodes.stream().map(Redis::lockNode).toList(),
                    nodes.get(0).settings().time(),
                    nodeTimeout,
                    longestTtl,
                    uptime));
        }

        private static Duration between(String option, Duration value, Duration least, Duration most) {
            if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                throw new IllegalArgumentException(option + " must be from " + least + " to " + most + ": " + value);
            }
            return value;
        }
    }
}
