package io.cachex.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A write into a full cache: of a key that is there, and of one that is not, for which another has to leave. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 10, time = 1)
@Measurement(iterations = 20, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class Put {

    @Param
    public Contender contender;

    private final String[] resident = Keys.reads();
    private final String[] missing = Keys.missing();
    private BiConsumer<String, User> cache;

    @Setup
    public void fill() {
        cache = contender.empty.get();
        Caches.fill(cache);
    }

    @Benchmark
    public void resident(Cursor cursor) {
        cache.accept(cursor.next(resident), User.LOADED);
    }

    @Benchmark
    public void missing(Cursor cursor) {
        cache.accept(cursor.next(missing), User.LOADED);
    }

    /** Who is measured; one in each JVM. */
    public enum Contender {
        CAFFEINE_TTL(() -> Caches.caffeineTtl()::put),
        CACHEX(() -> Caches.cacheX().build()::put),
        CACHEX_ON_CAFFEINE(() -> Caches.cacheXOnCaffeine().build()::put),
        CAFFEINE(() -> Caches.caffeine()::put),
        CAFFEINE_ON_CALLER(() -> Caches.caffeineOnCaller()::put),
        GUAVA_TTL_STATS(() -> Caches.guavaTtlStats()::put),
        CACHE2K_TTL_STATS(() -> Caches.cache2kTtlStats()::put),
        SPRING(() -> Caches.spring()::put);

        private final Supplier<BiConsumer<String, User>> empty;

        Contender(Supplier<BiConsumer<String, User>> empty) {
            this.empty = empty;
        }
    }
}
