package io.cachex.benchmarks.behind;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.ehcache.Cache;
import org.ehcache.CacheManager;
import org.ehcache.config.builders.CacheConfigurationBuilder;
import org.ehcache.config.builders.CacheManagerBuilder;
import org.ehcache.config.builders.ResourcePoolsBuilder;
import org.ehcache.config.builders.WriteBehindConfigurationBuilder;
import org.ehcache.spi.loaderwriter.CacheLoaderWriter;
import org.jspecify.annotations.Nullable;

/** Ehcache with its write-behind, which is in memory. */
final class EhcacheQueue implements AutoCloseable {

    private final CacheManager manager;
    private final Cache<String, byte[]> cache;

    EhcacheQueue(Consumer<Iterable<?>> writer) {
        manager = CacheManagerBuilder.newCacheManagerBuilder()
                .withCache(
                        "values",
                        CacheConfigurationBuilder.newCacheConfigurationBuilder(
                                        String.class, byte[].class, ResourcePoolsBuilder.heap(10_000))
                                .withLoaderWriter(new Sink(writer))
                                .withService(WriteBehindConfigurationBuilder.newBatchedWriteBehindConfiguration(
                                                1, TimeUnit.MILLISECONDS, 100)
                                        .queueSize(100_000)
                                        .concurrencyLevel(2)
                                        .enableCoalescing()))
                .build(true);
        cache = manager.getCache("values", String.class, byte[].class);
    }

    void write(String key, byte[] value) {
        cache.put(key, value);
    }

    @Override
    public void close() {
        manager.close();
    }

    private record Sink(Consumer<Iterable<?>> writer) implements CacheLoaderWriter<String, byte[]> {

        @Override
        public byte @Nullable [] load(String key) {
            return null;
        }

        @Override
        public void write(String key, byte[] value) {
            writer.accept(java.util.List.of(key));
        }

        @Override
        public void writeAll(Iterable<? extends Map.Entry<? extends String, ? extends byte[]>> entries) {
            writer.accept(entries);
        }

        @Override
        public void delete(String key) {}

        @Override
        public void deleteAll(Iterable<? extends String> keys) {}

        @Override
        public Map<String, byte[]> loadAll(Iterable<? extends String> keys) {
            return Map.of();
        }
    }
}
