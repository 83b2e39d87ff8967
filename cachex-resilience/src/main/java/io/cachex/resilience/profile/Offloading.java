package io.cachex.resilience.profile;

import io.cachex.resilience.service.AdaptivePool;
import io.cachex.resilience.service.AdaptivePoolBuilder;
import io.cachex.resilience.service.Lazy;
import io.cachex.resilience.service.Services;
import io.cachex.spi.TimeSource;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Pools and services as a document has them: {@code profiles.find(Offloading.class)}. Each is made once, under a name of its own,
 * and closed with the document.
 *
 * <pre>{@code
 * Offloading offloading = profiles.find(Offloading.class).orElseThrow();
 * AdaptivePool<Connection> database = offloading.pool("database", dataSource::getConnection);
 * Lazy<Transcoder> transcoder = offloading.service("transcoder", Transcoder::open);
 * offloading.start();
 * }</pre>
 *
 * Safe for many threads.
 */
public final class Offloading implements AutoCloseable {

    private final Said pool;
    private final Map<String, Boolean> lazyInit;
    private final TimeSource time;
    private final Services services = Services.create();

    Offloading(Said pool, Map<String, Boolean> lazyInit, TimeSource time) {
        this.pool = pool;
        this.lazyInit = Map.copyOf(lazyInit);
        this.time = time;
    }

    /**
     * A pool as {@code offloading.database} says, which {@link #start} fills to its least number of objects.
     *
     * @param open makes an object; what is {@link AutoCloseable} is closed when it leaves the pool
     * @throws io.cachex.ConfigurationException if the name is taken, or {@link #start} was called
     */
    public <T> AdaptivePool<T> pool(String name, Callable<T> open) {
        return services.warm(
                applied(AdaptivePool.builder(name, open)).timeSource(time).build());
    }

    /**
     * A service that is made when it is first used, or, if {@code offloading.lazy_init} has false for its name, by {@link #start}.
     *
     * @param init makes the service; what is {@link AutoCloseable} is closed with the document
     * @throws io.cachex.ConfigurationException if the name is taken, or {@link #start} was called
     */
    public <T> Lazy<T> service(String name, Callable<T> init) {
        return lazyInit.getOrDefault(name, true) ? services.cold(name, init) : services.hot(name, init);
    }

    /** All of them, for further ones. */
    public Services services() {
        return services;
    }

    /**
     * Starts what is not lazy, and the pools.
     *
     * @throws Exception what the first that failed threw; those that were started are closed again
     */
    public void start() throws Exception {
        services.start();
    }

    /** Closes them all. */
    @Override
    public void close() {
        services.close();
    }

    @Override
    public String toString() {
        return "offloading(" + services + ")";
    }

    private <T> AdaptivePoolBuilder<T> applied(AdaptivePoolBuilder<T> builder) {
        return apply(pool, builder);
    }

    /** What is said of pools, as their builder has it. */
    static <T> AdaptivePoolBuilder<T> apply(Said pool, AdaptivePoolBuilder<T> builder) {
        builder.size(pool.or("min_conns", 2), pool.or("max_conns", 50));
        pool.use("idle_timeout", builder::idleTimeout)
                .use("monitor_every", builder::monitorEvery)
                .use("max_wait", builder::maxWait);
        return builder.thresholds(pool.or("grow_above", 0.8), pool.or("shrink_below", 0.2));
    }

    /** @param pool null where nothing is said */
    static Offloading of(@Nullable PoolTerms pool, Map<String, Boolean> lazyInit, TimeSource time) {
        return new Offloading(pool == null ? Said.NOTHING : pool.said(), lazyInit, time);
    }

    /** What a document says of pools, on its way from its section. */
    record PoolTerms(Said said) {}
}
