package io.cachex.benchmarks;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.common.cache.CacheBuilder;
import io.cachex.Cache;
import io.cachex.Near;
import io.cachex.store.MemoryStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.cache2k.Cache2kBuilder;

/**
 * How many bytes of the heap an entry takes beside its key and its value: the heap in use with a full cache less that
 * with an empty one, each contender in a JVM of its own.
 *
 * <p>{@code MemoryPerEntry <entries>}, 1,000,000 if left out; {@code MemoryPerEntry redis <entries>} for near copies of
 * what is in Redis, beside Caffeine.
 */
public final class MemoryPerEntry {

    private static final String BASE = "caffeine";
    private static final User VALUE = new User(1, "everybody");

    /** Fills a cache of so many entries with these keys, and gives what must not be collected. */
    interface Filling extends Function<String[], Object> {}

    private static final Map<String, Filling> CONTENDERS = new LinkedHashMap<>();

    static {
        CONTENDERS.put("map", MemoryPerEntry::map);
        CONTENDERS.put(BASE, keys -> caffeine(keys, Caffeine.newBuilder()));
        CONTENDERS.put(
                BASE + " ttl", keys -> caffeine(keys, Caffeine.newBuilder().expireAfterWrite(Caches.TTL)));
        CONTENDERS.put("cachex put", keys -> {
            Cache<User> cache = cacheX(keys).build();
            for (String key : keys) {
                cache.put(key, VALUE);
            }
            return cache;
        });
        CONTENDERS.put("cachex load", keys -> {
            Cache<User> cache = cacheX(keys).build();
            for (String key : keys) {
                cache.get(key);
            }
            return cache;
        });
        CONTENDERS.put("cachex load, with a store", keys -> {
            Cache<User> cache = cacheX(keys).store(MemoryStore.of(1)).build(); // a store that keeps nothing
            for (String key : keys) {
                cache.get(key);
            }
            return cache;
        });
        CONTENDERS.put("guava ttl", keys -> {
            var cache = CacheBuilder.newBuilder()
                    .maximumSize(2L * keys.length)
                    .expireAfterWrite(Caches.TTL)
                    .<String, User>build();
            for (String key : keys) {
                cache.put(key, VALUE);
            }
            return cache;
        });
        CONTENDERS.put("cache2k ttl", keys -> {
            var cache = Cache2kBuilder.of(String.class, User.class)
                    .entryCapacity(2L * keys.length)
                    .expireAfterWrite(Caches.TTL.toSeconds(), TimeUnit.SECONDS)
                    .build();
            for (String key : keys) {
                cache.put(key, VALUE);
            }
            return cache;
        });
    }

    private static final Collection<String> LOCAL = List.copyOf(CONTENDERS.keySet());
    private static final Collection<String> REDIS = new ArrayList<>(List.of(BASE, BASE + " ttl"));

    static {
        CONTENDERS.putAll(NearCopies.contenders());
        REDIS.addAll(NearCopies.contenders().keySet());
    }

    private MemoryPerEntry() {}

    /** See above. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        if (words.remove("--child")) {
            System.out.printf(Locale.ROOT, "%.1f%n", measure(words.get(0), Integer.parseInt(words.get(1))));
            System.exit(0); // threads of the libraries are not waited for
        }
        boolean onRedis = words.remove("redis");
        compare(
                onRedis ? "near copies of what is in Redis" : "entries",
                onRedis ? REDIS : LOCAL,
                words.isEmpty() ? "1000000" : words.get(0));
    }

    private static void compare(String what, Collection<String> contenders, String entries)
            throws IOException, InterruptedException {
        System.out.printf(Locale.ROOT, "%n### Bytes per entry beside key and value, %s %s%n%n", entries, what);
        System.out.println("| | bytes | beside Caffeine |\n|---|---|---|");
        double base = Double.NaN;
        for (String contender : contenders) {
            double bytes = Double.parseDouble(inOtherJvm("--child", contender, entries));
            base = contender.equals(BASE) ? bytes : base;
            System.out.printf(Locale.ROOT, "| %s | %.1f | %+.1f |%n", contender, bytes, bytes - base);
        }
    }

    private static String inOtherJvm(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryPerEntry.class.getName()));
        command.addAll(List.of(args));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("could not measure " + List.of(args));
        }
        String said = answer.strip(); // a library may have said something, too
        return said.substring(said.lastIndexOf('\n') + 1);
    }

    private static double measure(String contender, int entries) {
        Filling filling = CONTENDERS.get(contender);
        filling.apply(keys(1_000)); // classes, code, and what a JVM makes once
        String[] keys = keys(entries);
        long before = used();
        Object full = filling.apply(keys);
        long after = used();
        if (full.hashCode() == keys.hashCode()) {
            System.err.println("never; but both are alive until here");
        }
        return (double) (after - before) / entries;
    }

    private static String[] keys(int count) {
        String[] keys = new String[count];
        for (int i = 0; i < count; i++) {
            keys[i] = "user:" + i;
        }
        return keys;
    }

    /** The heap in use when nothing more can be collected. */
    private static long used() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 6; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }

    private static Object map(String[] keys) {
        Map<String, User> map = new ConcurrentHashMap<>();
        for (String key : keys) {
            map.put(key, VALUE);
        }
        return map;
    }

    private static Object caffeine(String[] keys, Caffeine<Object, Object> builder) {
        var cache = builder.maximumSize(2L * keys.length).<String, User>build();
        for (String key : keys) {
            cache.put(key, VALUE);
        }
        cache.cleanUp();
        return cache;
    }

    private static io.cachex.CacheBuilder<User> cacheX(String[] keys) {
        return Cache.builder("users", User.class)
                .ttl(Caches.TTL)
                .near(Near.maximumSize(2L * keys.length))
                .noTimeout()
                .loader(key -> VALUE);
    }
}
