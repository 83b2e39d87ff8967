package io.cachex.benchmarks.codecs;

import io.cachex.Cache;
import io.cachex.CacheBuilder;
import io.cachex.Compression;
import io.cachex.Encryption;
import io.cachex.Near;
import io.cachex.spi.Codec;
import io.cachex.store.MemoryStore;
import io.cachex.store.Stores;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What compression and encryption cost a value on its way to a store in memory, and back. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class StoredValues {

    /** How values are stored; plain JSON, which is the base, first. */
    @Param({"PLAIN", "DEFLATE", "ZSTD", "SEALED", "ZSTD_SEALED"})
    String contender;

    private final Person person = Person.sample();
    private final MemoryStore store = MemoryStore.create();
    private Cache<Person> cache;

    /** Before each run. */
    @Setup(Level.Trial)
    public void setUp() {
        cache = cache(Codecs.of("JSON"), contender, store);
        cache.put("a", person);
    }

    /** After each run. */
    @TearDown(Level.Trial)
    public void tearDown() {
        cache.close();
        store.close();
    }

    /** Reads a value from the store. */
    @Benchmark
    public @Nullable Person read() {
        return cache.getIfPresent("a");
    }

    /** Writes one. */
    @Benchmark
    public Person write() {
        cache.put("a", person);
        return person;
    }

    private static Cache<Person> cache(Codec<Person> codec, String contender, MemoryStore store) {
        CacheBuilder<Person> builder = Cache.builder("people", codec)
                .store(Stores.unclosed(store))
                .storePolicies()
                .near(Near.off());
        if (contender.contains("DEFLATE")) {
            builder.compression(Compression.deflate().above(0));
        }
        if (contender.contains("ZSTD")) {
            builder.compression(Compression.zstd().above(0));
        }
        return (contender.contains("SEALED") ? builder.encryption(Encryption.aes("2026-11", new byte[32])) : builder)
                .build();
    }

    /** Prints how large the sample is in each form, envelope included. */
    public static void main(String[] args) {
        System.out.print("| stored, B | plain | deflate | zstd | zstd, sealed |\n|---|---|---|---|---|\n");
        for (String codec : new String[] {"JSON", "SMILE", "CBOR", "RECORD"}) {
            StringBuilder row = new StringBuilder("| " + codec.toLowerCase(Locale.ROOT));
            for (String contender : new String[] {"PLAIN", "DEFLATE", "ZSTD", "ZSTD_SEALED"}) {
                row.append(" | ").append(size(codec, contender));
            }
            System.out.println(row + " |");
        }
    }

    private static int size(String codec, String contender) {
        MemoryStore store = MemoryStore.create();
        try (Cache<Person> cache = cache(Codecs.of(codec), contender, store)) {
            cache.put("a", Person.sample());
        }
        String key = "cachex:default:people:a";
        return store.read(Set.of(key)).toCompletableFuture().join().get(key).bytes().length;
    }
}
