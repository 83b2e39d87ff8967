package io.cachex.coretests;

import io.cachex.Loader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * An origin that answers as it is told: with a value, with nothing, with a failure, and not before it may. A value that
 * was not set is {@code key@n} for the n-th load. A load reads its answer when it begins, as a database would, and gives
 * it when it is let go.
 */
public final class SlowOrigin implements Loader<String> {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Map<String, String> values = new ConcurrentHashMap<>();
    private final Queue<String> loads = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> loadsByKey = new ConcurrentHashMap<>();
    private final AtomicInteger begun = new AtomicInteger();
    private volatile @Nullable Exception failure;
    private volatile boolean empty;
    private volatile boolean deaf;
    private volatile @Nullable CountDownLatch gate;
    private final List<Thread> interrupted = new CopyOnWriteArrayList<>();

    /** Sets the value of a key. */
    public SlowOrigin set(String key, String value) {
        values.put(key, value);
        return this;
    }

    /** Fails all loads from now on. */
    public SlowOrigin fail(Exception failure) {
        this.failure = failure;
        return this;
    }

    /** Has no values any more. */
    public SlowOrigin empty() {
        empty = true;
        return this;
    }

    /** Answers again. */
    public SlowOrigin heal() {
        failure = null;
        empty = false;
        return this;
    }

    /** Holds the loads that begin from now on until they are {@linkplain #release() released} or interrupted. */
    public SlowOrigin hang() {
        gate = new CountDownLatch(1);
        return this;
    }

    /** As {@link #hang()}, also when interrupted. */
    public SlowOrigin hangForEver() {
        deaf = true;
        return hang();
    }

    /** Lets go those that are held, and holds no more. */
    public SlowOrigin release() {
        CountDownLatch held = gate;
        gate = null;
        if (held != null) {
            held.countDown();
        }
        return this;
    }

    /** How many loads have begun. */
    public int loads() {
        return begun.get();
    }

    /** How many loads of the key have begun. */
    public int loads(String key) {
        return loadsByKey.getOrDefault(key, 0);
    }

    /** The keys whose loads have begun, in that order. */
    public List<String> keys() {
        return new ArrayList<>(loads);
    }

    /** How many loads were interrupted. */
    public int interrupts() {
        return interrupted.size();
    }

    /** Waits until so many loads have begun. */
    public SlowOrigin awaitLoads(int count) {
        Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(1)).until(() -> loads() >= count);
        return this;
    }

    @Override
    public @Nullable String load(String key) throws Exception {
        Exception toThrow = failure;
        String value = empty ? null : values.get(key);
        boolean counted = !empty && value == null;
        CountDownLatch held = gate;
        int number = loadsByKey.merge(key, 1, Integer::sum);
        loads.add(key);
        begun.incrementAndGet();
        if (held != null) {
            await(held);
        }
        if (toThrow != null) {
            throw toThrow;
        }
        return counted ? key + "@" + number : value;
    }

    private void await(CountDownLatch held) throws InterruptedException {
        boolean open = false;
        while (!open) {
            try {
                open = held.await(LIMIT.toSeconds(), TimeUnit.SECONDS);
                if (!open) {
                    throw new AssertionError("the scenario forgot a load");
                }
            } catch (InterruptedException e) {
                interrupted.add(Thread.currentThread());
                if (!deaf) {
                    throw e;
                }
            }
        }
    }
}
