package io.cachex.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.cachex.Cache;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Threads that all ask for one missing key whose load takes 100 ms: how many loads, and when the last has its value. */
public final class Stampede {

    private static final int CALLERS = 64;
    private static final long LOAD_MILLIS = 100;
    private static final int ROUNDS = 7;

    /** A cache, as its read with a loader. */
    private static final Map<String, BiFunction<String, Function<String, String>, String>> CONTENDERS =
            new LinkedHashMap<>();

    static {
        var caffeine = Caffeine.newBuilder().maximumSize(1_000).<String, String>build();
        CONTENDERS.put("caffeine get(key, function)", caffeine::get);
        CONTENDERS.put("caffeine getIfPresent and put", (key, loader) -> {
            String value = caffeine.getIfPresent(key);
            if (value == null) {
                value = loader.apply(key);
                caffeine.put(key, value);
            }
            return value;
        });
        Cache<String> cacheX = Cache.builder("stampede", String.class).build();
        CONTENDERS.put("cachex", (key, loader) -> cacheX.get(key, loader::apply));
        Cache<String> noTimeout =
                Cache.builder("stampede2", String.class).noTimeout().build();
        CONTENDERS.put("cachex without timeouts", (key, loader) -> noTimeout.get(key, loader::apply));
    }

    private Stampede() {}

    /** See above. */
    public static void main(String[] args) throws Exception {
        System.out.printf(Locale.ROOT, "%n### %d callers, one missing key, a load of %d ms%n%n", CALLERS, LOAD_MILLIS);
        System.out.println("| | loads | ms to the last caller |\n|---|---|---|");
        for (var contender : CONTENDERS.entrySet()) {
            stampede(contender.getValue(), "warm-up");
            List<Double> millis = new ArrayList<>();
            int loads = 0;
            for (int round = 0; round < ROUNDS; round++) {
                Result result = stampede(contender.getValue(), contender.getKey() + round);
                millis.add(result.millis);
                loads = Math.max(loads, result.loads);
            }
            millis.sort(null);
            System.out.printf(
                    Locale.ROOT, "| %s | %d | %.1f |%n", contender.getKey(), loads, millis.get(millis.size() / 2));
        }
        System.exit(0); // the caches' threads are not waited for
    }

    /** How many loads there were at most, and when the last caller had its value, from the start of the first. */
    private record Result(int loads, double millis) {}

    private static Result stampede(BiFunction<String, Function<String, String>, String> cache, String key)
            throws Exception {
        AtomicInteger loads = new AtomicInteger();
        CyclicBarrier ready = new CyclicBarrier(CALLERS + 1);
        CountDownLatch answered = new CountDownLatch(CALLERS);
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 0; i < CALLERS; i++) {
            new Thread(() -> {
                        try {
                            ready.await();
                            cache.apply(key, missing -> {
                                loads.incrementAndGet();
                                await(never);
                                return "value";
                            });
                            answered.countDown();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .start();
        }
        ready.await();
        long began = System.nanoTime();
        if (!answered.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException("some callers have no answer");
        }
        return new Result(loads.get(), (System.nanoTime() - began) / 1e6);
    }

    private static void await(CountDownLatch never) {
        try {
            never.await(LOAD_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
