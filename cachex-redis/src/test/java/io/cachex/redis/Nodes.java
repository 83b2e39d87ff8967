package io.cachex.redis;

import static org.awaitility.Awaitility.await;

import io.cachex.spi.LockProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.awaitility.core.ConditionFactory;

/** The nodes of a test: each a {@link Redis} of its own, all with keys and channels that no other test uses. */
final class Nodes implements AutoCloseable {

    private final String prefix =
            "t" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final List<Redis> open = new ArrayList<>();

    /** A node at this address. */
    Redis at(String uri) {
        return at(uri, builder -> builder);
    }

    /** A node at this address with options of the test. */
    Redis at(String uri, UnaryOperator<RedisBuilder> options) {
        RedisBuilder builder = Redis.builder()
                .uri(uri)
                .prefix(prefix)
                .invalidationChannel(channel())
                .healthChannel(healthChannel())
                .commandTimeout(Duration.ofSeconds(5)) // on a busy machine
                .connectTimeout(Duration.ofSeconds(5));
        Redis redis = options.apply(builder).build();
        open.add(redis);
        return redis;
    }

    String channel() {
        return prefix + ":invalidation";
    }

    String healthChannel() {
        return prefix + ":health";
    }

    Names names() {
        return new Names(prefix, channel(), healthChannel());
    }

    /** The node's bus, once it hears and can publish. */
    static RedisBus bus(Redis redis) {
        RedisBus bus = (RedisBus) redis.bus();
        soon().until(() -> bus.isUp() && bus.canPublish());
        return bus;
    }

    /** Whether a lock can be taken; it is given back. */
    static boolean answers(LockProvider locks) {
        try {
            return locks.tryAcquire("warm-up", Duration.ofSeconds(1))
                    .thenCompose(lease -> lease.orElseThrow().release())
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static ConditionFactory soon() {
        return await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(2));
    }

    /** The answer, within a time that no healthy server needs. */
    static <T> T answer(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The failure, unwrapped. */
    static Throwable failure(CompletionStage<?> stage) {
        try {
            Object answer = stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
            throw new AssertionError("answered " + answer);
        } catch (ExecutionException | CompletionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        open.forEach(Redis::close);
    }
}
