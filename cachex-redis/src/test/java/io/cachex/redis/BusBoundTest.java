package io.cachex.redis;

import static io.cachex.redis.Nodes.answer;
import static org.assertj.core.api.Assertions.assertThat;

import io.cachex.spi.Invalidation;
import io.cachex.spi.Invalidation.Kind;
import io.cachex.spi.TimeSource;
import io.cachex.testkit.redis.FaultProxy;
import io.cachex.testkit.redis.FaultProxy.Direction;
import io.cachex.testkit.redis.RedisExtension;
import io.cachex.testkit.redis.RedisServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * G3, FT15: no reader sees a value for longer than S × 1.01 after the invalidation of it was acknowledged, whatever happens
 * on the way, be the changes published or, with tracking (G5), made by somebody who publishes nothing. A writer remembers when each acknowledgement came; a reader behind a bad network looks how old its answer is.
 */
@Timeout(180)
class BusBoundTest {

    private static final String SPACE = "app:users";
    private static final int KEYS = 20;
    private static final Duration BOUND = Duration.ofMillis(500);

    @RegisterExtension
    static final RedisExtension REDIS = RedisExtension.create();

    private final TimeSource time = TimeSource.system();
    private final Nodes nodes = new Nodes();
    private final Map<String, AtomicLong> origin = new ConcurrentHashMap<>();
    private final Map<String, Deque<long[]>> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong worst = new AtomicLong();
    private final LongAdder reads = new LongAdder();
    private final LongAdder stale = new LongAdder();

    @AfterEach
    void closeNodes() {
        nodes.close();
    }

    @ParameterizedTest
    @CsvSource({"42, false", "7, false", "42, true"})
    void nothingIsServedBeyondTheBound(long seed, boolean isForeign) throws InterruptedException {
        RedisServer server = REDIS.server();
        try (FaultProxy proxy = FaultProxy.inFrontOf(server)) {
            RedisBus sender = Nodes.bus(nodes.at(server.uri(), builder -> builder.bound(BOUND)));
            RedisBus bus = Nodes.bus(
                    nodes.at(proxy.uri(), builder -> builder.bound(BOUND).tracking(isForeign)));
            ModelNode node = new ModelNode(bus, SPACE, BOUND.toNanos());
            for (int i = 0; i < KEYS; i++) {
                origin.put("k" + i, new AtomicLong());
                acknowledged.put("k" + i, new ArrayDeque<>());
            }
            CountDownLatch end = new CountDownLatch(1);
            ExecutorService threads = Executors.newFixedThreadPool(3);
            Consumer<String> change = isForeign
                    ? key -> server.command("SET", valueKey(key), "foreign")
                    : key -> answer(sender.publish(Invalidation.ofKeys("writer", SPACE, Kind.REMOVE, Set.of(key), 0)));
            threads.execute(() -> write(change, new Random(seed), end));
            threads.execute(() -> read(node, new Random(seed + 1), end));
            threads.execute(() -> read(node, new Random(seed + 2), end));

            Random random = new Random(seed + 3);
            long until = time.nanos() + seconds().toNanos();
            while (time.nanos() - until < 0) {
                disturb(server, proxy, random, isForeign);
            }
            end.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();

            assertThat(Duration.ofNanos(worst.get()))
                    .as("of " + stale.sum() + " stale reads of " + reads.sum() + ", " + node.loads() + " loads")
                    .isLessThanOrEqualTo(BOUND.multipliedBy(101).dividedBy(100));
            assertThat(node.loads()).as("copies are used").isLessThan(reads.sum() / 2);
        }
    }

    private void write(Consumer<String> change, Random random, CountDownLatch end) {
        while (end.getCount() > 0) {
            String key = "k" + random.nextInt(KEYS);
            long value = counter(key).incrementAndGet();
            try {
                change.accept(key);
            } catch (AssertionError | RuntimeException e) { // not acknowledged: nothing was promised
                pause(10);
                continue;
            }
            Deque<long[]> acks = acks(key);
            synchronized (acks) {
                acks.addLast(new long[] {value, time.nanos()});
                if (acks.size() > 1_000) {
                    acks.removeFirst();
                }
            }
            pause(random.nextInt(4));
        }
    }

    private void read(ModelNode node, Random random, CountDownLatch end) {
        while (end.getCount() > 0) {
            String key = "k" + random.nextInt(KEYS);
            long start = time.nanos();
            long value = node.read(key, one -> counter(one).get());
            reads.increment();
            Deque<long[]> acks = acks(key);
            synchronized (acks) {
                for (long[] ack : acks) { // the first value that it should have seen
                    if (ack[0] > value) {
                        if (start - ack[1] > 0) {
                            stale.increment();
                            worst.accumulateAndGet(start - ack[1], Math::max);
                        }
                        break;
                    }
                }
            }
        }
    }

    private void disturb(RedisServer server, FaultProxy proxy, Random random, boolean isForeign) {
        int length = random.nextInt(1_200);
        int trouble = random.nextInt(6);
        switch (isForeign && trouble == 4
                ? 1
                : trouble) { // what Redis tells has no number: it is lost with its connection
            case 0 -> proxy.reset();
            case 1 -> {
                proxy.blackHole(random.nextBoolean() ? Direction.DOWN : Direction.BOTH);
                pause(length);
                proxy.heal();
            }
            case 2 -> {
                proxy.delay(Duration.ofMillis(random.nextInt(300)), Direction.DOWN);
                pause(length);
                proxy.heal();
            }
            case 3 -> {
                server.freeze();
                pause(length);
                server.thaw();
            }
            case 4 -> {
                proxy.swallow("\"k" + random.nextInt(KEYS) + "\"", Direction.DOWN);
                pause(length);
                proxy.heal();
            }
            default -> {
                proxy.refuse(true);
                proxy.reset();
                pause(length);
                proxy.heal();
            }
        }
        pause(random.nextInt(300));
    }

    private String valueKey(String key) {
        return new String(nodes.names().value(KeyText.escaped(SPACE + ':' + key)), StandardCharsets.UTF_8);
    }

    private AtomicLong counter(String key) {
        return origin.computeIfAbsent(key, unknown -> new AtomicLong());
    }

    private Deque<long[]> acks(String key) {
        return acknowledged.computeIfAbsent(key, unknown -> new ArrayDeque<>());
    }

    private void pause(int millis) {
        CountDownLatch over = new CountDownLatch(1);
        time.schedule(Duration.ofMillis(millis), over::countDown);
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration seconds() {
        return Duration.ofSeconds(Boolean.getBoolean("cachex.soak") ? 60 : 6);
    }
}
